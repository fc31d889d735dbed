//! A dataset's description is edited, and the crate that names it no longer builds.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

const CODE: &str = r#"
#![allow(dead_code)]
use ndarray::{Array1, Array2};
use tfdata::Element;

type Label = i64;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    all: [f32; 13],
    label: Label,
}

#[derive(Element)]
struct Objects {
    bbox: Array2<f32>,
    label: Array1<i64>,
}

#[derive(Element)]
#[element(spec = "data/photos/features.json")]
struct Photo {
    #[element(rename = "image/id")]
    id: i64,
    objects: Objects,
}
"#;

struct Crate(PathBuf);

impl Crate {
    fn new() -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("spec_edit");
        for part in ["src", "data/wine", "data/photos"] {
            std::fs::create_dir_all(dir.join(part)).unwrap();
        }
        let runtime = tests.join("../runtime").canonicalize().unwrap();
        let manifest = format!(
            "[package]\nname = \"spec-edit\"\nedition = \"2024\"\n[dependencies]\nndarray = \"0.17\"\n\
             tfdata = {{ path = {runtime:?} }}\n[workspace]\n"
        );
        std::fs::write(dir.join("Cargo.toml"), manifest).unwrap();
        std::fs::write(dir.join("src/lib.rs"), CODE).unwrap();
        // The versions that are here already.
        std::fs::copy(tests.join("../Cargo.lock"), dir.join("Cargo.lock")).unwrap();
        for (fixture, file) in [
            ("o07_save_wine_dtypes/default/dataset_spec.pb", "data/wine/dataset_spec.pb"),
            ("o03_tfds_objects/tfds/photo_objects/1.1.0/features.json", "data/photos/features.json"),
        ] {
            std::fs::write(dir.join(file), std::fs::read(tests.join("fixtures").join(fixture)).unwrap())
                .unwrap();
        }
        Self(dir)
    }

    /// What the compiler says, or nothing.
    fn check(&self) -> Option<String> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--target-dir"])
            .arg(self.0.join("../spec_edit_target"))
            .current_dir(&self.0)
            .output()
            .unwrap();
        (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Puts `new` in place of the first `old` behind `after` in a file. Gives back the old file.
    fn edit(&self, file: &str, after: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
        let before = self.read(file);
        let find = |part: &[u8], from: usize| {
            from + before[from..].windows(part.len()).position(|window| window == part).expect("it is there")
        };
        let at = find(old, find(after, 0));
        let edited = [&before[..at], new, &before[at + old.len()..]].concat();
        self.write(file, &edited);
        before
    }

    fn read(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.0.join("data").join(file)).unwrap()
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        // Cargo tells files apart by the time of their last change.
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(self.0.join("data").join(file), bytes).unwrap();
    }
}

#[test]
fn an_edit_breaks_the_build_at_the_field() {
    let krate = Crate::new();
    assert_eq!(krate.check(), None);

    // The dtype of a tensor spec: int64 to int32.
    let wine = krate.edit("wine/dataset_spec.pb", b"\x05label", b"\x18\x09", b"\x18\x03");
    let said = krate.check().expect("an error");
    assert!(said.contains("`label`: the dataset has int32 []; write `i32`"), "{said}");
    assert!(said.contains("src/lib.rs:12:12"), "{said}");
    assert_eq!(said.matches("error[E0080]").count(), 1, "{said}");
    krate.write("wine/dataset_spec.pb", &wine);
    assert_eq!(krate.check(), None);

    let photos = krate.edit("photos/features.json", b"\"image/id\"", b"int64", b"int32");
    let said = krate.check().expect("an error");
    assert!(said.contains("`image/id`: the dataset has int32 []; write `i32`"), "{said}");
    assert!(said.contains("src/lib.rs:25:9"), "{said}");
    krate.write("photos/features.json", &photos);

    krate.edit("photos/features.json", b"\"area\"", b"\"bbox\"", b"\"bbax\"");
    let said = krate.check().expect("an error");
    assert!(said.contains("`objects.bbox`: no such feature"), "{said}");
    assert!(said.contains("src/lib.rs:26:14"), "{said}");
}
