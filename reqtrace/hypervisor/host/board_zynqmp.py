# SPDX-License-Identifier: Apache-2.0
"""A host like the Zynq UltraScale+ MPSoC: its SMMU and the devices before it, with the figures of that chip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of registers on the main bus: its SPIs as the node lists them, and its stream ids at the SMMU."""

    name: str
    compatible: str
    base: int
    size: int
    spis: tuple[int, ...] = ()
    streams: tuple[int, ...] = ()
    more: str = ""

    def __str__(self) -> str:
        lines = [f"{self.name}@{self.base:x} {{", f'    compatible = "{self.compatible}";']
        lines.append(f"    reg = <0 {self.base:#x} 0 {self.size:#x}>;")
        if self.spis:
            lines.append(f"    interrupts = {', '.join(f'<0 {spi} 4>' for spi in self.spis)};")
        if self.streams:
            lines.append(f"    iommus = {', '.join(f'<&smmu {stream:#x}>' for stream in self.streams)};")
        return "\n".join(f"        {line}" for line in (*lines, *filter(None, (f"    {self.more}",)), "};"))


def _blocks() -> Iterator[_Block]:
    """The devices on the main bus, in rising order of kind; all but three of the masters have stream ids."""
    for n, base in enumerate((0xFF060000, 0xFF070000)):
        yield _Block("can", "xlnx,zynq-can-1.0", base, 0x1000, (23 + n,))
    for n in range(8):
        base = 0xFD500000 + n * 0x10000
        yield _Block("dma", "xlnx,zynqmp-dma-1.0", base, 0x1000, (124 + n,), (0x14E8 + n,))
    for n in range(8):
        base = 0xFFA80000 + n * 0x10000
        yield _Block("dma", "xlnx,zynqmp-dma-1.0", base, 0x1000, (77 + n,), (0x868 + n,))
    yield _Block("gpu", "arm,mali-400", 0xFD4B0000, 0x30000, (132,) * 6)
    yield _Block("nand", "arasan,nfc-v3p10", 0xFF100000, 0x1000, (14,), (0x872,))
    for n in range(4):
        spi = 57 + 2 * n
        yield _Block("ethernet", "cdns,zynqmp-gem", 0xFF0B0000 + n * 0x10000, 0x1000, (spi, spi), (0x874 + n,))
    yield _Block("gpio", "xlnx,zynqmp-gpio-1.0", 0xFF0A0000, 0x1000, (16,), (), "gpio-controller; #gpio-cells = <2>;")
    for n in range(2):
        yield _Block("i2c", "cdns,i2c-r1p14", 0xFF020000 + n * 0x10000, 0x1000, (17 + n,))
    yield _Block("pcie", "xlnx,nwl-pcie-2.11", 0xFD0E0000, 0x1000, (118, 117, 116, 115, 114))
    yield _Block("spi", "xlnx,zynqmp-qspi-1.0", 0xFF0F0000, 0x1000, (15,), (0x873,))
    yield _Block("rtc", "xlnx,zynqmp-rtc", 0xFFA60000, 0x100, (26, 27))
    yield _Block("ahci", "ceva,ahci-1v84", 0xFD0C0000, 0x2000, (133,), (0x4C0, 0x4C1, 0x4C2, 0x4C3))
    for n in range(2):
        yield _Block("mmc", "xlnx,zynqmp-8.9a", 0xFF160000 + n * 0x10000, 0x1000, (48 + n,), (0x870 + n,))
    yield _Block("pinctrl", "xlnx,zynqmp-pinctrl", 0xFF180000, 0x1000)
    for n in range(4):
        lines = (36 + 3 * n, 37 + 3 * n, 38 + 3 * n)
        yield _Block("timer", "cdns,ttc", 0xFF110000 + n * 0x10000, 0x1000, lines)
    for n in range(2):
        yield _Block("serial", "cdns,uart-r1p12", 0xFF000000 + n * 0x10000, 0x1000, (21 + n,))
    yield _Block("watchdog", "cdns,wdt-r1p2", 0xFD4D0000, 0x1000, (113,))
    yield _Block("ams", "xlnx,zynqmp-ams", 0xFFA50000, 0x800, (56,))
    yield _Block("ams-ps", "xlnx,zynqmp-ams-ps", 0xFFA50800, 0x400)
    yield _Block("ams-pl", "xlnx,zynqmp-ams-pl", 0xFFA50C00, 0x400)
    yield _Block("dp", "xlnx,zynqmp-dpsub-1.7", 0xFD4A0000, 0x1000, (119,))
    yield _Block("dma", "xlnx,zynqmp-dpdma", 0xFD4C0000, 0x1000, (122,))


def _usb(n: int) -> str:
    """A USB controller: its registers stand below those of the glue around it."""
    glue, core, spi = 0xFF9D0000 + n * 0x10000, 0xFE200000 + n * 0x100000, 65 + 5 * n
    return f"""\
        usb{n}@{glue:x} {{
            compatible = "xlnx,zynqmp-dwc3"; #address-cells = <2>; #size-cells = <2>; ranges;
            reg = <0 {glue:#x} 0 0x100>;
            usb@{core:x} {{
                compatible = "snps,dwc3"; reg = <0 {core:#x} 0 0x40000>;
                interrupts = <0 {spi} 4>, <0 {spi + 4} 4>; iommus = <&smmu {0x860 + n:#x}>;
            }};
        }};"""


_BUS = "\n".join((*map(str, _blocks()), _usb(0), _usb(1)))

ZYNQMP = f"""\
/dts-v1/;
/ {{
    model = "Zynq UltraScale+ MPSoC"; compatible = "xlnx,zynqmp";
    #address-cells = <2>; #size-cells = <2>; interrupt-parent = <&gic>;
    chosen {{ }};
    psci {{ compatible = "arm,psci-0.2"; method = "smc"; }};
    cpus {{
        #address-cells = <1>; #size-cells = <0>;
        cpu@0 {{ device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; }};
    }};
    timer {{ compatible = "arm,armv8-timer"; interrupts = <1 13 0xf08>, <1 14 0xf08>, <1 11 0xf08>, <1 10 0xf08>; }};
    memory@0 {{ device_type = "memory"; reg = <0 0 0 0x7ff00000>, <0x8 0 0 0x80000000>; }};
    gic: interrupt-controller@f9010000 {{
        compatible = "arm,gic-400"; interrupt-controller; #interrupt-cells = <3>; interrupts = <1 9 0xf04>;
        reg = <0 0xf9010000 0 0x10000>, <0 0xf9020000 0 0x20000>, <0 0xf9040000 0 0x20000>, <0 0xf9060000 0 0x20000>;
    }};
    smmu: smmu@fd800000 {{
        compatible = "arm,mmu-500"; reg = <0 0xfd800000 0 0x20000>; #iommu-cells = <1>; #global-interrupts = <1>;
        status = "disabled"; interrupts = {", ".join(["<0 155 4>"] * 17)};
    }};
    axi {{
        compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
{_BUS}
    }};
}};
"""
"""The chip with two banks of memory; nobody names a console, so both serial ports can be given away."""

ZYNQMP_SMMU = "&smmu { /delete-property/ status; };\n"
"""The chip's SMMU taken into service."""
