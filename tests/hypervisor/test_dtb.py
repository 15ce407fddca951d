# SPDX-License-Identifier: Apache-2.0
"""Blobs: what is read is what was written, and whatever the bytes are, the answer is a value."""

from __future__ import annotations

import pytest
from blobs import blob, header
from hypothesis import given
from hypothesis import strategies as st
from machines import tree

from reqtrace.hypervisor import Node, Tree
from reqtrace.hypervisor.tree.dtb import BlobProblem, is_blob, read_blob

SOURCE = '/dts-v1/;\n/ { #size-cells = <1>; soc { a@1 { reg = <1 0x10>; status = "okay"; on; }; b { }; }; };'

names = st.text("abc@,-#", min_size=1, max_size=4)
properties = st.dictionaries(names, st.binary(max_size=9), max_size=3)
Written = tuple[dict[str, bytes], dict[str, "Written"]]
written = st.recursive(
    st.tuples(properties, st.just({})),
    lambda below: st.tuples(properties, st.dictionaries(names, below, max_size=3)),
    max_leaves=8,
)


def node(path: str, what: Written) -> Node:
    below = tuple(node(f"{path.rstrip('/')}/{name}", each) for name, each in what[1].items())
    return Node(path, what[0], below)


@given(written)
def test_what_is_written_is_read(what: Written) -> None:
    read = Tree(node("/", what))
    assert read_blob(blob(read)) == read


def test_source_and_blob_are_the_same_tree() -> None:
    read = tree(SOURCE)
    assert is_blob(blob(read))
    assert read_blob(blob(read) + b"and what follows") == read


# [utest->dsn~bytes_never_raise~1]
@given(st.binary(max_size=80), st.integers(0, 200))
def test_whatever_the_bytes_are_the_answer_is_a_value(noise: bytes, at: int) -> None:
    whole = blob(tree(SOURCE))
    for data in (noise, whole[:at], whole[:at] + noise + whole[at + len(noise) :]):
        assert isinstance(read_blob(data), Tree | BlobProblem)


WHOLE = blob(tree(SOURCE))
SIZE = len(WHOLE)
OUTSIDE = f"lies outside of the {SIZE} bytes"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the magic number is missing instead of d00dfeed"),
        (b"\x7fELF", "the magic number is 7f454c46 instead of d00dfeed"),
        (WHOLE[:20], "the header takes 40 bytes, and there are 20"),
        (WHOLE[:-1], f"the header states {SIZE} bytes, and there are {SIZE - 1}: the blob is cut short"),
        (header(WHOLE, 1, 1 << 30), f"the header states {1 << 30} bytes, and there are {SIZE}: the blob is cut short"),
        (header(WHOLE, 5, 3), "version 3, compatible with 16, is not read; 17 is"),
        (header(WHOLE, 6, 18), "version 17, compatible with 18, is not read; 17 is"),
        (header(WHOLE, 2, 0), f"the structure block, {header(WHOLE, 9)} bytes from 0 on, {OUTSIDE}"),
        (header(WHOLE, 3, 1 << 31), f"the strings block, {header(WHOLE, 8)} bytes from {1 << 31} on, {OUTSIDE}"),
        (header(WHOLE, 2, 57), "the structure block begins at 57, which is no multiple of 4"),
        (header(WHOLE, 8, 2), "the name of a property, at 0, lies outside of the strings block"),
        (header(WHOLE, 9, 8), "the structure block has no end"),
    ],
)  # fmt: skip
def test_what_is_no_blob_is_refused_in_words(data: bytes, message: str) -> None:
    problem = read_blob(data)
    assert isinstance(problem, BlobProblem)
    assert problem.message == message


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ([1, 0, 9], BlobProblem("the blob ends within a node", "/")),
        ([9], BlobProblem("there is no node")),
        ([2], BlobProblem("a node ends that did not begin")),
        ([1, 0, 2, 1, 0, 2, 9], BlobProblem("there is a second root node")),
        ([1, 0, 7, 9], BlobProblem("0x7 at 8 of the structure block is no token", "/")),
        ([1, 0, 3, 99, 0, 2, 9], BlobProblem("the property a states 99 bytes, more than are left", "/")),
        ([3, 0, 0, 9], BlobProblem("the property a stands in no node")),
        ([1, 0, 1, 0, 2, 2, 9], BlobProblem("a node is called ''", "/")),
        ([1, 0] + [1, 0x61000000, 2] * 20_000 + [2, 9], BlobProblem("there are more than 20000 nodes", "/")),
        ([1, 0] + [1, 0x61000000] * 64, BlobProblem("nodes are nested more than 64 levels deep", "/a" * 63)),
    ],
)
def test_a_broken_structure_is_refused_where_it_breaks(cells: list[int], problem: BlobProblem) -> None:
    structure = b"".join(cell.to_bytes(4, "big") for cell in cells)
    assert read_blob(blob(structure)) == problem


def test_of_two_properties_with_one_name_the_first_counts() -> None:
    cells = [1, 0, 3, 4, 0, 5, 3, 4, 0, 6, 2, 9]
    read = read_blob(blob(b"".join(cell.to_bytes(4, "big") for cell in cells)))
    assert isinstance(read, Tree)
    assert read.root.cells("a") == (5,)


def test_a_blob_of_the_version_before_says_nothing_of_its_structures_size() -> None:
    older = header(header(WHOLE, 5, 16), 9, 0)
    assert read_blob(older) == tree(SOURCE)
