import hashlib
import os
import pathlib
import tempfile
import unittest
import zipfile

from tests.running import RUNNER, built

from build import build
from cellweave_runner.objects import StoreError, object_path, open_object, store_object


class Objects(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = folder.name

    def test_an_object_is_named_by_the_sha256_of_its_bytes(self):
        for size in (0, 10, 5000, 3 << 20):
            digest, length = store_object(self.store, b"pickle", [bytes(size), b"x" * 7])
            content = pathlib.Path(object_path(self.store, digest)).read_bytes()
            self.assertEqual((hashlib.sha256(content).hexdigest(), len(content)), (digest, length))

    def test_what_is_stored_comes_back(self):
        buffers = [os.urandom(10000), b"", os.urandom(3)]
        digest, _ = store_object(self.store, b"pickle", buffers)
        pickled, found = open_object(self.store, digest)
        self.assertEqual((bytes(pickled), [bytes(item) for item in found]), (b"pickle", buffers))

    def test_a_reader_writes_only_for_itself(self):
        digest, _ = store_object(self.store, b"", [bytes(8192)])
        _, [mine] = open_object(self.store, digest)
        mine[0] = 1
        _, [other] = open_object(self.store, digest)
        self.assertEqual((mine[0], other[0]), (1, 0))

    def test_an_object_that_is_there_is_not_written_again(self):
        for size in (10, 3 << 20):
            digest, _ = store_object(self.store, b"", [bytes(size)])
            path = pathlib.Path(object_path(self.store, digest))
            before = path.stat().st_ino
            self.assertEqual(store_object(self.store, b"", [bytes(size)])[0], digest)
            self.assertEqual(path.stat().st_ino, before)
        self.assertEqual([name for name in os.listdir(self.store) if name.startswith(".")], [])

    def test_missing_and_damaged_objects_are_told(self):
        with self.assertRaisesRegex(StoreError, "is not in"):
            open_object(self.store, "0" * 64)
        path = pathlib.Path(object_path(self.store, "1" * 64))
        path.parent.mkdir()
        for content in (b"", b"short", bytes(100)):
            path.write_bytes(content)
            with self.assertRaises(StoreError):
                open_object(self.store, "1" * 64)

    def test_a_store_that_cannot_be_written_is_told(self):
        path = os.path.join(self.store, "file")
        pathlib.Path(path).write_text("")
        with self.assertRaisesRegex(StoreError, "could not be stored"):
            store_object(path, b"", [])


class Build(unittest.TestCase):
    def test_the_same_sources_give_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            again = build(pathlib.Path(folder) / "again.pyz")
            self.assertEqual(again.read_bytes(), built.read_bytes())

    def test_it_holds_the_runner_the_bundled_library_and_its_licence(self):
        names = zipfile.ZipFile(built).namelist()
        for name in ("__main__.py", "cellweave_runner/main.py", "cellweave_runner/vendor/cloudpickle/cloudpickle.py", "cellweave_runner/vendor/cloudpickle/LICENSE"):
            self.assertIn(name, names)
        self.assertLess(built.stat().st_size, 300_000)


class Syntax(unittest.TestCase):
    def test_every_file_is_python_3_9(self):
        import ast

        for path in sorted((RUNNER / "cellweave_runner").rglob("*.py")):
            ast.parse(path.read_text(), str(path), feature_version=(3, 9))


if __name__ == "__main__":
    unittest.main()
