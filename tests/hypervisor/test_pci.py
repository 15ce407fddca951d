# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reqtrace.hypervisor import Sbdf

sbdfs = st.builds(Sbdf, st.integers(0, 0xFFFF), st.integers(0, 0xFF), st.integers(0, 31), st.integers(0, 7))


@given(sbdfs)
def test_an_address_reads_back_as_it_prints(sbdf: Sbdf) -> None:
    assert Sbdf.parse(str(sbdf)) == sbdf
    assert Sbdf.decode(sbdf.segment, sbdf.bus, sbdf.devfn) == sbdf


@pytest.mark.parametrize("text", ["", "0000:00:20.0", "0000:00:1f.8", "00:1f.0", "0000:00:1f.0 ", "0000:0g:1f.0"])
def test_other_texts_are_no_address(text: str) -> None:
    assert Sbdf.parse(text) is None


@pytest.mark.parametrize(("segment", "bus", "devfn"), [(0x10000, 0, 0), (0, 256, 0), (0, 0, 256)])
def test_numbers_out_of_range_name_no_function(segment: int, bus: int, devfn: int) -> None:
    assert Sbdf.decode(segment, bus, devfn) is None


def test_the_requester_id_is_bus_and_devfn() -> None:
    assert Sbdf(0, 3, 1, 2).requester == 0x030A
