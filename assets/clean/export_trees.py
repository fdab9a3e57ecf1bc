"""Writes a LightGBM model in the byte format that src/clean/trees.rs reads."""
import struct

import numpy as np


def round_down(value):
    """The largest 32-bit float that is not above value: then `x <= value` says the same for every 32-bit x."""
    single = np.float32(value)
    return single if float(single) <= value else np.nextafter(single, np.float32(-np.inf))


def tree_bytes(tree):
    splits, leaves = [], []

    def visit(node):
        if "split_index" not in node:
            leaves.append(node["leaf_value"])
            return ~(len(leaves) - 1)
        index = len(splits)
        if node["decision_type"] != "<=":
            raise ValueError("only numerical splits can be exported")
        splits.append(None)
        left, right = visit(node["left_child"]), visit(node["right_child"])
        splits[index] = struct.pack("<Hfhh", node["split_feature"], round_down(node["threshold"]), left, right)
        return index

    visit(tree["tree_structure"])
    return struct.pack("<H", len(splits)) + b"".join(splits) + struct.pack(f"<{len(leaves)}f", *leaves)


def export(booster, path):
    """Writes the booster (lightgbm.Booster, binary objective) to path and returns the number of bytes."""
    dump = booster.dump_model()
    trees = dump["tree_info"]
    data = b"PQT1" + struct.pack("<HHf", dump["max_feature_idx"] + 1, len(trees), 0.0)
    data += b"".join(tree_bytes(tree) for tree in trees)
    with open(path, "wb") as out:
        out.write(data)
    return len(data)
