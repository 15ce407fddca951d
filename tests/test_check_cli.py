# SPDX-License-Identifier: Apache-2.0
"""What an integrator types before anything boots, and what comes back: whole commands, from files to exit code."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reqtrace.cli import main
from reqtrace.hypervisor.host.hosts import SOURCES


@dataclass(frozen=True)
class Answer:
    returncode: int
    stdout: str
    stderr: str


Check = Callable[..., Answer]

HOST = """
/ { compatible = "linux,dummy-virt"; };
&{/pl031@9010000} { xen,passthrough; };
&{/pl061@9030000} { xen,passthrough; };
"""

RTC = """\
/dts-v1/;

/ {
    #address-cells = <2>;
    #size-cells = <2>;

    passthrough {
        #address-cells = <2>;
        #size-cells = <2>;

        rtc@9010000 {
            compatible = "arm,pl031";
            interrupts = <0 2 4>;
            xen,reg = <0 0x9010000 0 0x1000 0 0x9010000>;
            xen,path = "/pl031@9010000";
            xen,force-assign-without-iommu;
        };
    };
};
"""
GPIO = RTC.replace("rtc@9010000", "gpio@9030000").replace("9010000", "9030000").replace("pl031", "pl061")
GPIO = GPIO.replace("<0 2 4>", "<0 7 4>")


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the command among the files of a project, a host and two guests."""
    (tmp_path / "host.dts").write_text(SOURCES["qemu-virt"] + HOST)
    (tmp_path / "rtc.dts").write_text(RTC)
    (tmp_path / "gpio.dts").write_text(GPIO)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

    def run(*words: str, **files: str | bytes) -> Answer:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_", ".")).write_bytes(data)
        monkeypatch.setattr(sys, "argv", ["reqtrace", "check", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Answer(int(ended.value.code or 0), said.out, said.err)

    return run


def test_guests_that_are_granted_what_they_ask_for(check: Check) -> None:
    answer = check("--host", "host.dts", "--guest", "clock=rtc.dts", "--guest", "pins=gpio.dts")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == [
        "2 guests on host.dts: 2 would be created, 0 refused.",
        "",
        "✓ created  clock",
        "  xen-4.17  the same",
        "  xen-4.20  as xen-4.17",
        "  xen-head  as xen-4.17",
        "",
        "✓ created  pins",
        "  xen-4.17  the same",
        "  xen-4.20  as xen-4.17",
        "  xen-head  as xen-4.17",
    ]


def test_a_refusal_is_told_with_all_one_needs(check: Check, golden: Callable[[str, str], None]) -> None:
    wrong = RTC.replace("/pl031@9010000", "/soc/pl031@9010000")
    answer = check(
        "--host", "host.dts", "--guest", "a=wrong.dts", "--guest", "b=rtc.dts", "--guest", "c=rtc.dts", wrong_dts=wrong
    )
    assert (answer.returncode, answer.stderr) == (1, "")
    golden("terminal/check.txt", answer.stdout)


def test_the_json_is_as_specified(check: Check) -> None:
    answer = check(
        "--host", "host.dts", "--guest", "a=rtc.dts", "--guest", "b=rtc.dts", "--xen", "xen-4.17", "--format", "json"
    )  # fmt: skip
    told = json.loads(answer.stdout)
    assert (answer.returncode, told["schema"], told["ok"]) == (1, "reqtrace-check/1", False)
    assert [(guest["name"], guest["created"]) for guest in told["guests"]] == [("a", True), ("b", False)]
    refusal = told["guests"][1]["refusals"][0]
    assert {key: refusal[key] for key in ("requirement", "errno", "message", "file", "line")} == {
        "requirement": "XenSSR~forbid_same_platform_device_assignment~1",
        "errno": "EBUSY",
        "message": "IRQ 34 is already used by domain 1 (a)",
        "file": "rtc.dts",
        "line": 13,
    }
    assert [(each["guests"], each["resource"]) for each in told["conflicts"]] == [
        (["a", "b"], "mmio"),
        (["a", "b"], "irq"),
    ]
    assert told["conflicts"][0]["detail"].startswith("registers 0x9010000 - 0x9010fff")
    assert told["guests"][1]["versions"] == {
        "xen-4.17": {
            "outcome": "started",
            "detail": "registers 0x9010000 - 0x9010fff",
            "findings": ["D-01", "D-03", "V-1"],
        }
    }
    assert told["warnings"] == []


def test_the_same_call_gives_the_same_bytes(check: Check) -> None:
    call = ("--host", "host.dts", "--guest", "a=rtc.dts", "--guest", "b=gpio.dts", "--format", "json")
    assert check(*call).stdout == check(*call).stdout != ""


def test_without_a_host_guests_are_held_against_each_other(check: Check) -> None:
    assert check("--guest", "a=rtc.dts", "--guest", "b=gpio.dts").returncode == 0
    answer = check("--guest", "a=rtc.dts", "--guest", "b=rtc.dts")
    assert answer.returncode == 1
    assert "✕ mmio    a and b: registers 0x9010000 - 0x9010fff" in answer.stdout
    assert "without a host" in answer.stdout


CONFIG = 'name = "clock"\ndevice_tree = "rtc.dts"\niomem = [ "9010,1" ]\nirqs = [ 34 ]\n'


def test_a_configuration_of_xl_names_guest_and_tree(check: Check) -> None:
    answer = check("--host", "host.dts", "--config", "a.cfg", "--format", "json", a_cfg=CONFIG)
    told = json.loads(answer.stdout)
    assert (answer.returncode, told["guests"][0]["name"], told["guests"][0]["file"]) == (0, "clock", "rtc.dts")
    absent = CONFIG.replace("rtc.dts", "/root/on-the-target.dtb")
    assert check("--config", "a.cfg", "--guest", "clock=rtc.dts", a_cfg=absent).returncode == 0
    wrong = check("--config", "a.cfg", a_cfg=absent)
    assert wrong.returncode == 2
    assert "error[RT001]: /root/on-the-target.dtb does not exist" in wrong.stderr


def test_guests_are_judged_in_the_order_of_the_command_line(check: Check) -> None:
    config, guest, json_ = ("--config", "a.cfg"), ("--guest", "pins=rtc.dts"), ("--format", "json")
    call = ("--host", "host.dts", *json_)
    for words, order in (((*config, *guest), ["clock", "pins"]), ((*guest, *config), ["pins", "clock"])):
        told = json.loads(check(*call, *words, a_cfg=CONFIG).stdout)
        assert [each["name"] for each in told["guests"]] == order
        assert [each["created"] for each in told["guests"]] == [True, False]
    told = json.loads(check(*call, *config, *guest, "--guest", "clock=gpio.dts", a_cfg=CONFIG).stdout)
    assert [each["name"] for each in told["guests"]] == ["clock", "pins"]


def test_a_guest_of_xl_has_a_control_domain_whatever_the_tree_says(check: Check) -> None:
    machine = SOURCES["qemu-virt"] + '/ { chosen { d { compatible = "xen,domain"; }; }; };'
    answer = check("--host", "m.dts", "--config", "a.cfg", m_dts=machine, a_cfg='name = "a"\nirqs = [ 34 ]')
    assert "IRQ 34 is already used by domain 0 (Domain-0)" in answer.stdout


def test_without_a_control_domain_nobody_makes_a_guest_of_xl(check: Check) -> None:
    answer = check("--host", "host.dts", "--config", "a.cfg", "--dom0less", a_cfg='name = "a"')
    assert answer.returncode == 1
    assert "EPERM" in answer.stdout
    assert "there is no control domain" in answer.stdout


@pytest.mark.parametrize(
    "entry", ["ffffffffffffffff,ffffffffffffffff", "0,ffffffffffffffff", "9010,1@ffffffffffffffff"]
)
def test_ranges_of_any_size_are_judged_at_once(check: Check, entry: str) -> None:
    answer = check("--host", "host.dts", "--config", "a.cfg", a_cfg=f'name = "a"\niomem = [ "{entry}" ]')
    assert (answer.returncode, answer.stderr) == (1, "")


def test_a_tree_may_include_what_stands_beside_it(check: Check) -> None:
    main = '/dts-v1/;\n/include/ "gpio.dtsi"\n'
    answer = check(
        "--host", "host.dts", "--guest", "a=main.dts", main_dts=main, gpio_dtsi=GPIO.replace("/dts-v1/;", "")
    )
    assert answer.returncode == 0, answer.stderr


BROKEN = RTC.replace("<0 2 4>;", "<0 2 4>")
PREPROCESSED = '/dts-v1/;\n#include "soc.dtsi"\n'
SOC = "#include <dt-bindings/interrupt-controller/irq.h>\n"


@pytest.mark.parametrize(
    ("words", "files", "told"),
    [
        (["--guest", "a=nosuch.dts"], {}, ["error[RT001]: nosuch.dts does not exist", "--> nosuch.dts"]),
        (["--guest", "a=."], {}, ["error[RT002]: . can not be read: Is a directory"]),
        (["--guest", "a=x.dts"], {"x_dts": BROKEN}, ["error[RT014]: expected ';'", "--> x.dts:14:13", "14 |"]),
        (
            ["--guest", "a=x.dts"],
            {"x_dts": PREPROCESSED, "soc_dtsi": SOC},
            ["error[RT014]: #include <dt-bindings/", "--> soc.dtsi:1:1", "= help: give the compiled .dtb"],
        ),
        (
            ["--guest", "a=x.dtb"],
            {"x_dtb": b"\xd0\x0d\xfe\xed" + b"\x40\0\0\0" + bytes(40)},
            [
                "error[RT014]: version 0, compatible with 0, is not read; 17 is",
                "--> x.dtb",
                "= help: make the blob anew",
            ],
        ),
        (["--guest", "a=x.dts"], {"x_dts": b"\x7fELF\xff"}, ["error[RT014]: the file is no device tree"]),
        (["--guest", "a=x.dts"], {"x_dts": '/dts-v1/;\n/include/ "x.dts"'}, ["error[RT014]: x.dts includes itself"]),
        (["--host", "rtc.dtsi", "--guest", "a=rtc.dts"], {}, ["error[RT001]: rtc.dtsi does not exist"]),
        (["--config", "a.cfg"], {"a_cfg": "name = x"}, ["error[RT014]: a value is a number", "--> a.cfg:1:8"]),
        (["--config", "a.cfg"], {"a_cfg": "memory = 1"}, ["error[RT014]: the configuration has no name"]),
        (
            ["--guest", "a=x.dts"],
            {"x_dts": RTC.replace("0x1000 0 0x9010000", "0x1000 0 0 " * 2000)},
            ["a asks for more than 500 things"],
        ),
        (
            ["--config", "a.cfg"],
            {"a_cfg": "name = 'a'\npci = [" + "'03:00.0'," * 501 + "]"},
            ["a asks for more than 500 things"],
        ),
        (["--guest", "rtc.dts"], {}, ["'rtc.dts' is not of the form NAME=FILE."]),
        (["--guest", "a=rtc.dts", "--guest", "a=gpio.dts"], {}, ["The guest 'a' is named twice."]),
        (["--config", "a.cfg", "--config", "a.cfg"], {"a_cfg": 'name = "a"'}, ["guests of the same name"]),
        (["--guest", "a=rtc.dts", "--direct-map", "b"], {}, ["No guest is called 'b'."]),
        (["--guest", "a=rtc.dts", "--xen", "xen-4.16"], {}, ["Invalid value for '--xen'"]),
        (["--host", "host.dts"], {}, ["Name a guest with --guest NAME=FILE or --config FILE."]),
    ],
)
def test_what_can_not_be_used_is_told(
    check: Check, words: list[str], files: dict[str, str | bytes], told: list[str]
) -> None:
    answer = check(*words, **files)
    assert (answer.returncode, answer.stdout) == (2, "")
    for words_ in told:
        assert words_ in answer.stderr, answer.stderr


def test_all_files_that_can_not_be_read_are_told_at_once(check: Check) -> None:
    answer = check("--guest", "a=x.dts", "--guest", "b=y.dts", "--guest", "c=rtc.dts")
    assert answer.stderr.count("error[RT001]") == 2


def test_a_direct_mapped_guest_is_given_a_device_with_dma(check: Check) -> None:
    machine = SOURCES["qemu-virt"] + "&{/fw-cfg@9020000} { xen,passthrough; };"
    dma = RTC.replace("9010000", "9020000").replace("/pl031", "/fw-cfg").replace("interrupts = <0 2 4>;", "")
    call = ("--host", "m.dts", "--guest", "a=d.dts")
    assert check(*call, m_dts=machine, d_dts=dma).returncode == 1
    assert check(*call, "--direct-map", "a").returncode == 0
    assert check(*call, "--direct-map", "a", "--untrusted", "a").returncode == 1


def test_an_answer_can_be_written_into_a_file_or_not_be_given(check: Check, tmp_path: Path) -> None:
    call = ("--guest", "a=rtc.dts")
    assert check(*call, "-o", "out.txt").stdout == ""
    assert (tmp_path / "out.txt").read_text().startswith("1 guest without a host")
    assert check(*call, "-q").stdout == check(*call, "-q", "--format", "json").stdout == ""


@pytest.fixture
def board(shared: Path) -> list[str]:
    """The words that name the partial trees of a real board."""
    folder = shared / "corpora" / "partial-dts" / "device-trees-2021.2" / "zcu102"
    return [word for path in sorted(folder.glob("*.dts")) for word in ("--guest", f"{path.stem}={path}")]


def test_trees_of_another_release_do_not_find_their_devices(check: Check, board: list[str]) -> None:
    other = SOURCES["zynqmp"].replace("    axi {", "    amba {")
    answer = check("--host", "other.dts", *board, "--format", "json", other_dts=other)
    for guest, file in zip(json.loads(answer.stdout)["guests"], board[1::2], strict=True):
        messages = [refusal["message"] for refusal in guest["refusals"]]
        named = [message for message in messages if "couldn't find node /axi/" in message]
        assert named, messages
        assert all(file.partition("=")[2] in message and "other.dts" in message for message in named)


def test_ten_pairs_of_a_board_share_its_timers(check: Check, board: list[str]) -> None:
    told = json.loads(check(*board, "--format", "json").stdout)
    assert len(told["conflicts"]) == len({tuple(each["guests"]) for each in told["conflicts"]}) == 10
    assert [guest["name"] for guest in told["guests"] if guest["created"]] == [
        "ahci@fd0c0000",
        "ethernet@ff0e0000",
        "mmc@ff170000",
    ]


def test_seven_guests_on_a_full_board_are_judged_in_a_second(check: Check, board: list[str]) -> None:
    devices = "".join(
        f'dev@{base:x} {{\n compatible = "x,y", "z";\n reg = <0 {base:#x} 0 0x1000>;\n interrupts = <0 9 4>;\n'
        f' clock-names = "a", "b";\n clocks = <&gic 1 2>;\n status = "disabled";\n}};\n'
        for base in range(0xE0000000, 0xE0000000 + 300 * 0x1000, 0x1000)
    )
    full = SOURCES["zynqmp"] + f"&{{/axi}} {{\n{devices}}};\n"
    taken = []
    for _ in range(3):
        begun = time.process_time()
        assert check("--host", "full.dts", *board, full_dts=full).returncode == 1
        taken.append(time.process_time() - begun)
    assert full.count("\n") > 2500
    assert min(taken) < 1
