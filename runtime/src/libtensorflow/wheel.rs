//! Taking the libraries out of a wheel, which is a zip archive.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use zip::ZipArchive;

use super::install::InstallError;

/// The two files that are kept: the library, and the one that it loads from its own directory.
const MEMBERS: [&str; 2] = if cfg!(target_os = "macos") {
    ["libtensorflow_framework.2.dylib", "libtensorflow_cc.2.dylib"]
} else {
    ["libtensorflow_framework.so.2", "libtensorflow_cc.so.2"]
};

/// Unpacks the libraries into the new directory `dir`. Their checksums are verified.
pub(super) fn unpack(wheel: &Path, dir: &Path) -> Result<(), InstallError> {
    let bad = |reason: String| InstallError::Wheel { wheel: wheel.to_owned(), reason };
    let file = File::open(wheel).map_err(InstallError::io("open", wheel))?;
    let mut archive = ZipArchive::new(file).map_err(|error| bad(error.to_string()))?;
    fs::create_dir_all(dir).map_err(InstallError::io("create the directory", dir))?;
    for name in MEMBERS {
        let member = format!("tensorflow/{name}");
        let mut packed = archive.by_name(&member).map_err(|error| bad(format!("{member}: {error}")))?;
        let path = dir.join(name);
        let mut unpacked = File::create(&path).map_err(InstallError::io("create", &path))?;
        io::copy(&mut packed, &mut unpacked).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => bad(format!("{member}: {error}")),
            _ => InstallError::io("write", &path)(error),
        })?;
        // Before the directory gets its final name: a crash must not leave half a library under it.
        unpacked.sync_all().map_err(InstallError::io("write", &path))?;
    }
    Ok(())
}

#[cfg(test)]
#[cfg(not(target_os = "macos"))]
pub(super) mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A wheel with these members.
    pub(in super::super) fn wheel(dir: &Path, members: &[&str]) -> PathBuf {
        let path = dir.join("test.whl");
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        for member in members {
            let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            writer.start_file(*member, stored).unwrap();
            writer.write_all(b"the contents of a library").unwrap();
        }
        writer.finish().unwrap();
        path
    }

    const LIBRARIES: [&str; 2] =
        ["tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"];

    #[test]
    fn only_the_libraries_are_unpacked() {
        let dir = tempfile::tempdir().unwrap();
        let wheel = wheel(dir.path(), &[LIBRARIES[0], "../evil", "tensorflow/__init__.py", LIBRARIES[1]]);
        let out = dir.path().join("out");
        unpack(&wheel, &out).unwrap();
        let mut names: Vec<_> = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]);
        assert_eq!(fs::read(out.join("libtensorflow_cc.so.2")).unwrap(), b"the contents of a library");
    }

    #[test]
    fn damage_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let reason = |wheel: &Path| match unpack(wheel, &dir.path().join("out")) {
            Err(InstallError::Wheel { reason, .. }) => reason,
            other => panic!("{other:?}"),
        };
        let lacking = wheel(dir.path(), &LIBRARIES[..1]);
        assert!(reason(&lacking).contains("libtensorflow_framework.so.2"));

        let flipped = wheel(dir.path(), &LIBRARIES);
        let mut bytes = fs::read(&flipped).unwrap();
        let start = bytes.windows(8).position(|window| window == b"contents").unwrap();
        bytes[start] ^= 1;
        fs::write(&flipped, &bytes).unwrap();
        assert!(reason(&flipped).contains("hecksum"), "{}", reason(&flipped));

        fs::write(&flipped, &bytes[..bytes.len() / 2]).unwrap();
        reason(&flipped);
    }
}
