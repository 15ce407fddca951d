# SPDX-License-Identifier: Apache-2.0
"""Which devices surely master no bus: what no device tree says, by what is known of their bindings."""

from __future__ import annotations

from reqtrace.hypervisor.host.discovery import is_dma_capable
from reqtrace.hypervisor.tree.devicetree import Node

QUIET = frozenset(
    {
        # serial ports
        "arm,pl010", "arm,pl011", "arm,sbsa-uart", "arm,cmsdk-uart", "brcm,bcm2835-aux-uart", "cdns,uart-r1p8",
        "cdns,uart-r1p12", "ns8250", "ns16450", "ns16550", "ns16550a", "renesas,scif", "renesas,hscif",
        "snps,dw-apb-uart", "xlnx,opb-uartlite-1.00.b", "xlnx,xps-uartlite-1.00.a", "xlnx,xuartps",
        # I2C and SPI
        "arm,pl022", "brcm,bcm2835-i2c", "brcm,bcm2835-spi", "cdns,i2c-r1p10", "cdns,i2c-r1p14", "cdns,spi-r1p6",
        "fsl,imx21-i2c", "snps,designware-i2c", "xlnx,xps-iic-2.00.a", "xlnx,xps-spi-2.00.a", "xlnx,zynq-spi-r1p6",
        # GPIO
        "arm,pl061", "brcm,bcm2711-gpio", "brcm,bcm2835-gpio", "fsl,imx35-gpio", "renesas,rcar-gen3-gpio",
        "snps,dw-apb-gpio", "xlnx,xps-gpio-1.00.a", "xlnx,zynq-gpio-1.0", "xlnx,zynqmp-gpio-1.0",
        # clocks, timers and watchdogs
        "arm,cmsdk-timer", "arm,pl031", "arm,sbsa-gwdt", "arm,sp804", "arm,sp805", "brcm,bcm2835-system-timer",
        "cdns,ttc", "cdns,wdt-r1p2", "google,goldfish-rtc", "snps,dw-apb-timer", "snps,dw-wdt",
        "xlnx,xps-timebase-wdt-1.00.a", "xlnx,xps-timer-1.00.a", "xlnx,zynqmp-rtc",
        # CAN, sensors, keys, and flash that is read as memory is
        "arm,pl050", "bosch,c_can", "bosch,d_can", "cfi-flash", "xlnx,canfd-1.0", "xlnx,zynq-can-1.0",
        "xlnx,zynqmp-ams",
    }
)  # fmt: skip
"""Bindings of devices that are only read and written; where one takes part in DMA, a DMA controller is the master."""


def is_uncertain(node: Node) -> bool:
    """Whether nothing says that the device masters the bus, and nothing that it does not."""
    return not is_dma_capable(node) and QUIET.isdisjoint(node.strings("compatible"))
