#!/usr/bin/env python3
"""Prints a bill of materials (CycloneDX 1.5) of the packages that are compiled into the program."""
import json, subprocess, tomllib

tree = subprocess.run(
    ["cargo", "tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}\t{l}", "--target", "all"],
    check=True, capture_output=True, text=True).stdout
with open("Cargo.lock", "rb") as file:
    sums = {(package["name"], package["version"]): package.get("checksum") for package in tomllib.load(file)["package"]}
found = set()
for line in tree.splitlines():
    package, licence = line.replace(" (*)", "").split("\t")
    name, version = package.split()[:2]
    found.add((name, version.lstrip("v"), licence))
components = []
for name, version, licence in sorted(found):
    if name == "pullquote":
        continue
    component = {"type": "library", "name": name, "version": version, "purl": f"pkg:cargo/{name}@{version}",
                 "licenses": [{"expression": licence.replace("/", " OR ")}]}
    if sums.get((name, version)):
        component["hashes"] = [{"alg": "SHA-256", "content": sums[name, version]}]
    components.append(component)
own = next(version for name, version, _ in found if name == "pullquote")
print(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                  "metadata": {"component": {"type": "application", "name": "pullquote", "version": own}},
                  "components": components}, indent=1))
