"""Packs files into an archive: a bundle as Ray takes it, or a model's folder as it is evaluated.

Reads {files: [{path, file | text}], target} for a zip, or {folder, target} for a tar.gz, from standard input; writes {}.
"""

import json
import sys
import tarfile
import zipfile

given = json.load(sys.stdin)
if "folder" in given:
    with tarfile.open(given["target"], "w:gz") as archive:
        archive.add(given["folder"], ".")
else:
    with zipfile.ZipFile(given["target"], "w") as archive:
        for entry in given["files"]:
            if "text" in entry:
                archive.writestr(entry["path"], entry["text"])
            else:
                archive.write(entry["file"], entry["path"])
print(json.dumps({}))
