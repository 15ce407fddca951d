# SPDX-License-Identifier: Apache-2.0
"""The one catalogue of what can be wrong: every code with its severity, its meaning, an example and the mend."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How much a diagnostic weighs: only errors decide an exit code."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Form(StrEnum):
    """What the example of a code is: something one can copy, or words on what leads to it."""

    RST = "reStructuredText"
    MARKDOWN = "Markdown"
    SOURCE = "C"
    XML = "XML"
    TOML = "TOML"
    COMMAND = "a command"
    WORDS = "in words"


# [impl->dsn~catalogue_of_codes~1]
class Code(StrEnum):
    """The catalogue.

    RT0xx: the call or an input; RT1xx: reading; RT2xx: tracing; RT3xx: test cases; RT4xx: gates; RT5xx: evidence.
    """

    severity: Severity
    summary: str
    meaning: str
    example: str
    mend: str
    form: Form

    def __new__(  # noqa: PLR0917 - the values of a member come by position
        cls,
        number: str,
        severity: Severity,
        summary: str,
        meaning: str,
        example: str,
        mend: str,
        form: Form = Form.WORDS,
    ) -> Code:
        """Make a code of its number, its severity, what it means, an example with its form, and the mend."""
        code = str.__new__(cls, number)
        code._value_ = number
        code.severity = severity
        code.summary, code.meaning, code.mend = summary, meaning, mend
        code.example, code.form = example, form
        return code

    @property
    def misuse(self) -> bool:
        """Whether the call or an input is at fault, rather than the requirements."""
        return self.value.startswith("RT0") and self.severity is Severity.ERROR

    @property
    def of_execution(self) -> bool:
        """Whether it is said of test cases that are executed, and never when a project is only traced."""
        return self.value.startswith("RT3")

    MISSING_PATH = (
        "RT001",
        Severity.ERROR,
        "a path does not exist",
        "A file or folder that should be traced is not there, so nothing can be said about it.",
        "reqtrace trace requirments",
        "Correct the path where it is named: on the command line, in `paths` of the configuration, or in "
        "`reqtrace_paths` of a `conf.py`.",
        Form.COMMAND,
    )
    UNREADABLE_FILE = (
        "RT002",
        Severity.ERROR,
        "a file can not be read",
        "The operating system refused to open or read a file or folder.",
        "a file without read permission",
        "Give read permission, or exclude the file in the configuration.",
    )
    UNDECODABLE_TEXT = (
        "RT003",
        Severity.WARNING,
        "bytes that are not UTF-8",
        "Some bytes could not be decoded; they were read as U+FFFD and the rest of the file is used.",
        "a document saved as Latin-1",
        "Save the file as UTF-8.",
    )
    BAD_CONFIGURATION = (
        "RT004",
        Severity.ERROR,
        "the configuration can not be used",
        "The configuration file is no valid TOML, or a setting has a wrong name, type or value.",
        '[tool.reqtrace]\npath = "requirements"',
        "Correct the setting named; `paths` is a list of strings.",
        Form.TOML,
    )
    UNKNOWN_FORMAT = (
        "RT005",
        Severity.ERROR,
        "a file of a format that is not read",
        "A file was named explicitly, but nothing here reads files with such a name.",
        "reqtrace trace notes.docx",
        "Name a document (.rst, .md, .oreqm), a source file, a .zip of such files, or a folder that holds some.",
        Form.COMMAND,
    )
    NOTHING_READ = (
        "RT006",
        Severity.ERROR,
        "no item was found",
        "The paths exist, but not one item was found in them: a trace of nothing says nothing.",
        "reqtrace trace docs, where docs holds no requirement",
        "Check the path; an item begins with its id alone on a line, `kind~name~1`.",
        Form.COMMAND,
    )
    UNKNOWN_NAME = (
        "RT007",
        Severity.ERROR,
        "nothing of that name",
        "The command was asked about an item, a code or a pattern that matches nothing.",
        "reqtrace explain XenSSR~hide_iomu~1",
        "Correct the name; `reqtrace run` and `reqtrace trace` show the ids there are.",
        Form.COMMAND,
    )
    CAN_NOT_WRITE = (
        "RT008",
        Severity.ERROR,
        "a document can not be written",
        "The operating system refused to create a folder or to write a file: the document is missing, or an old one.",
        "reqtrace report -o report, where report is a file",
        "Give write permission, or choose another place with -o.",
        Form.COMMAND,
    )
    TOO_LARGE = (
        "RT009",
        Severity.ERROR,
        "a file that is too large to read",
        "No document is so large, and reading it would take all memory, so nothing in it was read.",
        "a disk image with the name of a source file",
        "Exclude the file in the configuration, or split it.",
    )
    LEFT_OUT = (
        "RT010",
        Severity.NOTE,
        "files that are not read, as the project decided",
        "Below a folder, what git ignores, what fits `exclude` and what Sphinx built is not read, and an item in it "
        "counts for nothing; a pattern that fits too much, or a file that git tracks although it is ignored, hides "
        "requirements.",
        "a `.gitignore` that says `*.rst`",
        "Name such a file on the command line, correct the pattern, or set `gitignore = false`.",
    )
    UNKNOWN_KIND = (
        "RT011",
        Severity.WARNING,
        "the configuration speaks of a kind that nobody has",
        "A name where a kind is expected is no kind, or is like one that the configuration describes, but not it.",
        '[tool.reqtrace.kinds.XenPRQ]\n[tool.reqtrace.kinds.XenSSR]\ncovers = ["XenPQR"]',
        "Write the kind as it stands in the ids of its items.",
        Form.TOML,
    )
    NO_FUNCTIONS = (
        "RT012",
        Severity.ERROR,
        "no PCI function was found",
        "What was named is neither a dump of lspci nor a tree as it stands below /sys, so nothing can be said of it.",
        "reqtrace groups notes.txt",
        "Name a dump made as root with `lspci -xxxx`, or a folder such as /sys/bus/pci/devices.",
        Form.COMMAND,
    )
    UNSEEN_ISOLATION = (
        "RT013",
        Severity.WARNING,
        "how a PCI function is isolated can not be seen",
        "The dump was cut short, or a bridge does not show itself; the function counts as one that is not isolated.",
        "reqtrace groups DUMP, where DUMP was made by `lspci -x`",
        "Make the dump as root with `lspci -xxxx`.",
        Form.COMMAND,
    )
    UNREADABLE_TREE = (
        "RT014",
        Severity.ERROR,
        "no device tree, or no configuration of a guest",
        "A file that is to describe the host or a guest is neither a device tree nor a configuration of xl.",
        "reqtrace check --guest net=net.dts, where net.dts still has lines for the C preprocessor",
        "Correct the line named, or give the compiled blob.",
        Form.COMMAND,
    )
    IDLE_SWITCH = (
        "RT015",
        Severity.WARNING,
        "a switch that changes nothing",
        "The finding is switched as the profile has it already, or changes what another does that is not shown.",
        "reqtrace run --profile xen-head --without V-1",
        "Leave the switch out, or choose a profile where it makes a difference: `reqtrace explain V-1` names some.",
        Form.COMMAND,
    )
    UNKNOWN_STATE = (
        "RT016",
        Severity.ERROR,
        "a state of the project that can not be looked at",
        "A change leads from one state to another, and one of the two is no revision that git knows here, no folder "
        "and no bundle.",
        "reqtrace diff v1.2 HEAD, where nothing is called v1.2",
        "Name a revision (a tag, a branch, a commit), a folder, or a bundle; fetch what is missing in a shallow clone.",
        Form.COMMAND,
    )
    FORMAT_LEFT_OUT = (
        "RT017",
        Severity.WARNING,
        "a format that the report has not",
        "A library that makes this format is not installed; the report has every other one, and says so.",
        "reqtrace report -o report, where typst is not installed",
        "Run `pip install 'reqtrace-safety[reports]'`, or name the formats you want with --formats.",
        Form.COMMAND,
    )
    NOT_OURS = (
        "RT018",
        Severity.ERROR,
        "a folder that holds what reqtrace did not write",
        "A report takes the place of the whole folder; what somebody else put there, or changed since, would be lost, "
        "so nothing was touched.",
        "reqtrace report -o .",
        "Choose another folder with -o, or move these files away.",
        Form.COMMAND,
    )
    NO_RESULTS = (
        "RT019",
        Severity.WARNING,
        "a file of results that is not there",
        "The configuration says where results of tests lie, and there is none yet: what they would verify is "
        "unverified.",
        '`files = ["build/*.xml"]` in `[tool.reqtrace.results]`, before any test has run',
        "Run the tests that write it, or correct `files` in `[tool.reqtrace.results]`.",
    )
    PARTIAL_STATE = (
        "RT021",
        Severity.WARNING,
        "a state of the project of which something can not be looked at",
        "A file of a commit is not here as it was: it is part of a submodule that is not checked out, is kept outside "
        "of git, or leads out of the repository. Its items seem to have been added or removed.",
        "reqtrace diff v1.2 HEAD, where a submodule of v1.2 was never fetched",
        "Fetch what is missing, or compare two folders that hold all files.",
        Form.COMMAND,
    )
    BAD_KEY = (
        "RT031",
        Severity.ERROR,
        "a key can not be used",
        "A file that should hold a key to sign with, or one to trust, is none: it is missing, of another kind, or "
        "encrypted and the passphrase is not known.",
        "reqtrace bundle -o evidence.zip --key id_rsa",
        "Make a key with `openssl genpkey -algorithm ed25519 -out key.pem`, and the public one from it with "
        "`openssl pkey -in key.pem -pubout -out pub.pem`.",
        Form.COMMAND,
    )
    NO_BUNDLE = (
        "RT032",
        Severity.ERROR,
        "a file that is no evidence bundle",
        "The file is not byte for byte an archive as reqtrace packs it, so nothing in it was looked at: it is "
        "something else, truncated, or somebody packed it again or altered what stands around its members.",
        "reqtrace verify truncated.zip",
        "Ask for the file again, as `reqtrace bundle` wrote it.",
        Form.COMMAND,
    )
    UNSIGNED = (
        "RT033",
        Severity.ERROR,
        "nobody answers for a bundle",
        "The bundle is not signed, or no key was named that is trusted: whoever made it could have written anything.",
        "reqtrace verify evidence.zip, where that was made without a key",
        "Ask for a signed bundle and for the public key, on another way; `--allow-unsigned` checks the rest.",
        Form.COMMAND,
    )
    NOT_PACKED = (
        "RT034",
        Severity.ERROR,
        "something can not be put into a bundle",
        "A file that was read has a name that not every system can write, was changed meanwhile, or there is more than "
        "a bundle holds. Without it the evidence would not be whole, so there is none.",
        "a file with a backslash in its name",
        "Do as the message says.",
    )
    REVISION_TOO_LARGE = (
        "RT101",
        Severity.ERROR,
        "a revision beyond 2147483647",
        "The revision of an id does not fit, so the id is not read as one.",
        "`XenSSR~hide_iommu~99999999999`",
        "Use a revision from 0 to 2147483647.",
        Form.RST,
    )
    MALFORMED_ID = (
        "RT102",
        Severity.WARNING,
        "text that looks like an item id but is none",
        "A line has the shape of an id, but not its grammar, or other signs stand around it, so no item begins here.",
        "`XenSSR~hide_iommu~`",
        "Write kind~name~revision: letters, then a name that begins with a letter, then a number; no blanks, and "
        "nothing around it but backticks.",
        Form.RST,
    )
    TEXT_AFTER_ID = (
        "RT103",
        Severity.WARNING,
        "text after an item's id",
        "An item begins here; what follows its id on the line is not read.",
        "`XenSSR~hide_iommu~1` is obsolete",
        "Put the text on a line of its own.",
        Form.RST,
    )
    ID_IN_PROSE = (
        "RT104",
        Severity.WARNING,
        "an id inside a paragraph, at the start of a line",
        "With text behind it the id is a mention and begins no item; alone on its line it begins one. Nothing on the "
        "page tells the two apart.",
        "This refines\nXenPRQ~passthrough~1 and more.",
        "If an item is meant, put a blank line before it; if not, move the id away from the start of the line.",
        Form.RST,
    )
    INDENTED_ID = (
        "RT105",
        Severity.WARNING,
        "an indented id",
        "An id alone on a line that is indented begins no item: an item's id stands in column 1.",
        "   `XenSSR~hide_iommu~1`",
        "Move the id to column 1, or write it in double backticks if it is an example.",
        Form.RST,
    )
    FORWARD_IN_TEXT = (
        "RT106",
        Severity.WARNING,
        "a forward inside the text of an item",
        "A forward makes an item only where no description, rationale or comment is under way; here it is text.",
        "`XenPRQ~passthrough~1`\n\nDescription:\nXen hands over a device.\n\narch --> XenSSR : XenPRQ~passthrough~1",
        "Move the forward behind the item, below a heading, or below the Needs of the item.",
        Form.RST,
    )
    INDENTED_KEYWORD = (
        "RT111",
        Severity.WARNING,
        "an indented keyword",
        "A keyword that does not stand in column 1 is read as text.",
        "`XenSSR~hide_iommu~1`\n\n Needs: XenValTestCase",
        "Move the keyword to column 1.",
        Form.RST,
    )
    MISSPELT_KEYWORD = (
        "RT112",
        Severity.WARNING,
        "a keyword in a spelling that is not read",
        "The line looks like a keyword but differs in case, a blank or a letter; it is read as text.",
        "`XenSSR~hide_iommu~1`\n\nneeds: XenValTestCase",
        "Write the keyword exactly as suggested.",
        Form.RST,
    )
    TEXT_AFTER_KEYWORD = (
        "RT113",
        Severity.WARNING,
        "text on the line of a keyword that stands alone",
        "This keyword takes its content from the lines below it, so the line is read as text.",
        "`XenSSR~hide_iommu~1`\n\nCovers: XenPRQ~passthrough~1",
        "Put the content on the lines below the keyword.",
        Form.RST,
    )
    BAD_STATUS = (
        "RT114",
        Severity.WARNING,
        "an unknown status",
        "A status is approved, proposed, draft or rejected; another word is not read.",
        "`XenSSR~hide_iommu~1`\n\nStatus: Draft",
        "Write one of the four words, in lower case.",
        Form.RST,
    )
    BAD_NEED = (
        "RT115",
        Severity.WARNING,
        "a need that is no kind",
        "A kind consists of letters; no item of any other kind can exist, so the need could never be met.",
        "`XenPRQ~passthrough~1`\n\nNeeds: SSR2",
        "Write the kind as it stands in the ids of the items that shall cover this one.",
        Form.RST,
    )
    BULLET_WITHOUT_ID = (
        "RT116",
        Severity.WARNING,
        "an entry without an id",
        "An entry of Covers or Depends names no item, so no link is made.",
        "`XenSSR~hide_iommu~1`\n\nCovers:\n - the product requirement",
        "Write the id, `kind~name~revision`.",
        Form.RST,
    )
    LOST_TEXT = (
        "RT117",
        Severity.WARNING,
        "text where a list was expected",
        "This text stands in a list of the item and belongs to none of its entries.",
        "`XenSSR~hide_iommu~1`\n\nCovers:\nXenPRQ~passthrough~1",
        "Begin the line with a bullet, or move the text under Comments:.",
        Form.RST,
    )
    UNKNOWN_KEYWORD = (
        "RT118",
        Severity.NOTE,
        "a word with a colon that is no keyword",
        "The line looks like a keyword of an item, but none of that name is known; it is read as text.",
        "`XenSSR~hide_iommu~1`\n\nJustification:\nXen needs it.",
        "Use a known keyword, or ignore this note.",
        Form.RST,
    )
    READING_OFF = (
        "RT119",
        Severity.WARNING,
        "reading was switched off and not on again",
        "`oft:off` stands in the file without an `oft:on` after it; the rest of the file was not read.",
        ".. oft:off\n\nAn example of an item that is not read.",
        "Switch reading on again where the items begin.",
        Form.RST,
    )
    FIELD_WITHOUT_ITEM = (
        "RT120",
        Severity.WARNING,
        "fields that belong to no item",
        "Description, Covers, Needs or the like stand where no item is under way, so they are not read: the section "
        "has no id that can be read, or a heading ended the item.",
        "`XenSSR~hide_iommu~1`\n\nHistory\n-------\n\nCovers:\n - `XenPRQ~passthrough~1`",
        "Give the item its id, alone on a line in column 1, or move the fields up to their item.",
        Form.RST,
    )
    LOST_GHERKIN = (
        "RT121",
        Severity.ERROR,
        "Gherkin that belongs to no test case",
        "No item is under way where the block stands, or it stands in another file, so it is not executed: what it "
        "checks is not checked, even if another case passes.",
        "`XenValTestCase~hide_iommu~1`\n\nSteps\n-----\n\n.. code-block:: gherkin\n\n   Scenario: the IOMMU is hidden",
        "Remove the heading, or give the block the id of a test case; write the text of another file into the block.",
        Form.RST,
    )
    NEARLY_CODE = (
        "RT122",
        Severity.ERROR,
        "a line that nearly begins a block of Gherkin",
        "The line is no directive for code, only like one, so what stands below it is text and is not executed.",
        "`XenValTestCase~hide_iommu~1`\n\n.. codeblock:: gherkin\n\n   Scenario: the IOMMU is hidden",
        "Write `.. code-block:: gherkin`, alone on its line.",
        Form.RST,
    )
    NOT_INCLUDED = (
        "RT123",
        Severity.WARNING,
        "a file that is included is not read",
        "The file is part of the page, but what it brings is not read where it is included.",
        ".. include:: cases.inc",
        "Give the file a name that ends in .rst and trace it too, or write its text here.",
        Form.RST,
    )
    NEARLY_TAG = (
        "RT124",
        Severity.WARNING,
        "text that nearly is a coverage tag",
        "The text looks like a tag that says what the code covers, but it is none, so nothing is covered by it.",
        "// [impl->dsn~hide_iommu]",
        "Write the tag as `[kind->kind~name~revision]`; what it needs in turn stands behind >> before the bracket.",
        Form.SOURCE,
    )
    BROKEN_XML = (
        "RT125",
        Severity.ERROR,
        "specobject XML of which something is lost",
        "The file is not well-formed, and is read up to that place only; or an item in it has no id that can be read.",
        '<specdocument>\n<specobjects doctype="req">\n<specobject><id>hide_iommu</id></specobjects>\n</specdocument>',
        "Mend the file at the place named, or let the tool that wrote it write it again.",
        Form.XML,
    )
    REFUSED_XML = (
        "RT126",
        Severity.ERROR,
        "XML with a document type or entities",
        "A document type can declare entities, which can grow without bounds or bring other files; the file is read up "
        "to that place only.",
        '<!DOCTYPE specdocument [<!ENTITY a "b">]>\n<specdocument></specdocument>',
        "Remove the document type, and write what its entities stand for.",
        Form.XML,
    )
    BROKEN_ARCHIVE = (
        "RT127",
        Severity.ERROR,
        "an archive that can not be read",
        "The archive or one of its entries is truncated or damaged; all that can be unpacked is read.",
        "a .zip file of which the end is missing",
        "Make the archive again, or exclude it in the configuration.",
    )
    REFUSED_ENTRY = (
        "RT128",
        Severity.ERROR,
        "an entry of an archive that is refused",
        "The entry has a name that leads out of the archive or occurs twice, is encrypted, too large, or an archive "
        "itself; it is not read, and the others are.",
        "an entry that is called ../outside.rst",
        "Make the archive again without it, or trace the files it was made of.",
    )
    UNREADABLE_FIELD = (
        "RT129",
        Severity.WARNING,
        "a field of a specobject that can not be read",
        "The field is missing, stands twice, is unknown or holds something else than it should; the item is read "
        "without it.",
        '<specdocument>\n<specobjects doctype="req">\n<specobject><id>hide_iommu</id></specobject>\n'
        "</specobjects>\n</specdocument>",
        "Correct the field at the place named.",
        Form.XML,
    )
    UNCLOSED_BLOCK = (
        "RT130",
        Severity.ERROR,
        "a block of code or HTML that is never closed",
        "All that stands below it belongs to the block, so no item, field or test case there is read.",
        "`XenSSR~hide_iommu~1`\n\n```c\nint a;\n\n`XenSSR~map_memory~1`",
        "Close the block: a line of the same signs, indented as the first one is; or --> for a comment.",
        Form.MARKDOWN,
    )
    NEARLY_HEADING = (
        "RT131",
        Severity.WARNING,
        "a heading to some readers and not to others",
        "Whether the line ends an item depends on who reads it: the page shows a heading where OpenFastTrace sees "
        "none, or the other way round, or shows one that was hardly meant.",
        "`XenSSR~hide_iommu~1`\n\nXen shall hide the IOMMU\nfrom every domain.\n---",
        "Write a heading in column 1, a blank behind its hashes, and a blank line above a row that is none.",
        Form.MARKDOWN,
    )
    LOST_IN_HTML = (
        "RT132",
        Severity.ERROR,
        "an id or a field inside a block of HTML",
        "A block of HTML ends at a blank line; what stands in it is HTML too, so the item or field is not read.",
        "`XenSSR~hide_iommu~1`\n\n<br>\nNeeds: XenValTestCase",
        "Put a blank line before it.",
        Form.MARKDOWN,
    )
    LATE_NEED = (
        "RT133",
        Severity.WARNING,
        "a need behind the end of its list",
        "In Markdown a list of needs ends at a blank line; a kind behind it is text, and nothing needs to cover it.",
        "`XenSSR~hide_iommu~1`\n\nNeeds:\n* XenValTestCase\n\n* impl",
        "Remove the blank line.",
        Form.MARKDOWN,
    )
    DAMAGED_DUMP = (
        "RT140",
        Severity.ERROR,
        "a dump of PCI functions that is damaged",
        "Something in the dump or the tree could not be read; the rest is used, so the groups may lack a function or "
        "join too many.",
        "reqtrace groups DUMP, where a row of DUMP is cut off",
        "Make the dump again, as root with `lspci -xxxx`.",
        Form.COMMAND,
    )
    ORPHANED = (
        "RT201",
        Severity.ERROR,
        "an item covers one that does not exist",
        "The id that is covered is nowhere in what was read.",
        "`XenPRQ~passthrough~1`\n\n`XenSSR~hide_iommu~1`\n\nCovers:\n - `XenPRQ~pasthrough~1`",
        "Correct the id, or read the file that holds the item too.",
        Form.RST,
    )
    OUTDATED = (
        "RT202",
        Severity.ERROR,
        "an item covers a revision that is no longer current",
        "A newer revision of the covered item exists; nobody has said that this one still fits.",
        "`XenPRQ~passthrough~2`\n\nNeeds: XenSSR\n\n`XenSSR~hide_iommu~1`\n\nCovers:\n - `XenPRQ~passthrough~1`",
        "Review what changed, then cite the new revision.",
        Form.RST,
    )
    PREDATED = (
        "RT203",
        Severity.ERROR,
        "an item covers a revision that does not exist yet",
        "Only an older revision of the covered item exists.",
        "`XenPRQ~passthrough~1`\n\nNeeds: XenSSR\n\n`XenSSR~hide_iommu~1`\n\nCovers:\n - `XenPRQ~passthrough~2`",
        "Cite the revision that exists, or raise it.",
        Form.RST,
    )
    AMBIGUOUS = (
        "RT204",
        Severity.ERROR,
        "an item covers an id that several items have",
        "It can not be said which of them is covered.",
        "`XenPRQ~passthrough~1`\n\n"
        "Needs: XenSSR\n\n"
        "`XenPRQ~passthrough~1`\n\n"
        "Needs: XenSSR\n\n"
        "`XenSSR~hide_iommu~1`\n\n"
        "Covers:\n"
        " - `XenPRQ~passthrough~1`",
        "Give every item an id of its own.",
        Form.RST,
    )
    UNWANTED = (
        "RT205",
        Severity.ERROR,
        "an item covers one that does not need its kind",
        "The covered item does not ask for coverage by items of this kind.",
        "`XenPRQ~passthrough~1`\n\n"
        "Needs: XenSSR\n\n"
        "`XenValTestCase~hide_iommu~1`\n\n"
        "Covers:\n"
        " - `XenPRQ~passthrough~1`",
        "Cover an item that needs the kind, or add the kind to the Needs of the covered one.",
        Form.RST,
    )
    DUPLICATE = (
        "RT206",
        Severity.ERROR,
        "several items with one id",
        "An id must name one item; none of these can be verified.",
        "`XenSSR~hide_iommu~1`\n\nAn IOMMU is hidden.\n\n`XenSSR~hide_iommu~1`\n\nAn IOMMU is shown.",
        "Rename all but one, or delete the copies.",
        Form.RST,
    )
    UNMET_NEED = (
        "RT207",
        Severity.ERROR,
        "a need that nothing covers",
        "The item needs to be covered by an item of a kind, and no such item does.",
        "`XenSSR~hide_iommu~1`\n\nNeeds: XenValTestCase",
        "Write the missing item and let it cover this one.",
        Form.RST,
    )
    UNCOVERED_BELOW = (
        "RT208",
        Severity.ERROR,
        "an item is covered by one that is itself not covered",
        "Every need of the item is met, but something beneath it is not.",
        "`XenPRQ~passthrough~1`\n\n"
        "Needs: XenSSR\n\n"
        "`XenSSR~hide_iommu~1`\n\n"
        "Needs: XenValTestCase\n\n"
        "Covers:\n"
        " - `XenPRQ~passthrough~1`",
        "Mend the items named.",
        Form.RST,
    )
    CYCLE = (
        "RT209",
        Severity.ERROR,
        "items that cover each other in a circle",
        "Nothing in a circle is ever covered from outside.",
        "`XenPRQ~a~1`\n\n"
        "Needs: XenPRQ\n\n"
        "Covers:\n"
        " - `XenPRQ~b~1`\n\n"
        "`XenPRQ~b~1`\n\n"
        "Needs: XenPRQ\n\n"
        "Covers:\n"
        " - `XenPRQ~a~1`",
        "Remove one of the links named.",
        Form.RST,
    )
    BAD_DEPENDENCY = (
        "RT210",
        Severity.WARNING,
        "an item depends on one that does not exist in that revision",
        "A dependency is no coverage, but a wrong one misleads.",
        "`XenSSR~hide_iommu~1`\n\nDepends:\n - `XenSSR~list_iommu~1`",
        "Correct the id or its revision.",
        Form.RST,
    )
    FORBIDDEN_LINK = (
        "RT211",
        Severity.ERROR,
        "a link between kinds that the project does not allow",
        "The configuration says which kinds an item of this kind may cover, and the one that is covered is none of "
        "them; such a link covers nothing.",
        'XenValTestCase~a~1 covers XenPRQ~a~1, where the configuration says `covers = ["XenSSR"]` of XenValTestCase',
        "Cover an item of a kind that is allowed, or allow this one: `covers` of the kind in the configuration.",
    )
    EXPIRED_JUSTIFICATION = (
        "RT212",
        Severity.ERROR,
        "a justification that does not hold on this day",
        "The project accepted a gap until a day that has passed, or from one that is still to come, so the gap is a "
        "defect.",
        "`expires = 2026-05-01` below `[[tool.reqtrace.justified]]`, on the second of May",
        "Close the gap, or review whether the reason still holds and set another date.",
    )
    IDLE_JUSTIFICATION = (
        "RT213",
        Severity.WARNING,
        "a justification that fits no gap",
        "The configuration accepts a gap that is not there: the item is gone, has another revision, or lacks nothing.",
        '`id = "XenSSR~hide_iommu~1"` below `[[tool.reqtrace.justified]]`, where all needs of the item are met',
        "Remove the justification; for another revision, review whether the reason still holds.",
    )
    FORGOTTEN_NEED = (
        "RT214",
        Severity.ERROR,
        "an item that does not state a need its kind must state",
        "The configuration says what every item of this kind needs. Without the need nobody would miss what covers it.",
        'a XenSSR without `Needs: XenValTestCase`, where the configuration says `needs = ["XenValTestCase"]` of XenSSR',
        "Add the need to the item, or set its status to rejected if it is no longer wanted.",
    )
    STRAY_KIND = (
        "RT215",
        Severity.WARNING,
        "an item of a kind that the project does not know",
        "The configuration says how kinds relate, and neither it nor the needs of any item mention this one.",
        "XenSRR~hide_iommu~1, where the configuration knows XenSSR",
        "Correct the kind in the id, or describe the kind in the configuration.",
    )
    UNANNOUNCED_CHANGE = (
        "RT216",
        Severity.ERROR,
        "a text that was changed without a new revision",
        "Whoever covers the item cites this revision and read another text under it: nothing tells them to look again, "
        "and evidence for the old text would count for the new one.",
        "`XenSSR~hide_iommu~1`, the text of which is another one on the branch to be merged into",
        "Raise the revision of the item, then review what covers it and let it cite the new revision.",
    )
    LOWERED_REVISION = (
        "RT217",
        Severity.ERROR,
        "a revision that is lower than it was",
        "An id that was used before would name another text, or one that was given up.",
        "`XenSSR~hide_iommu~1`, which is `XenSSR~hide_iommu~2` on the branch to be merged into",
        "Give the item a revision that it never had.",
    )
    SUSPECT_BELOW = (
        "RT218",
        Severity.WARNING,
        "an item that covers one whose text was changed, and is as it was",
        "It was written for another text, and may not fit any more.",
        "XenValTestCase~hide_iommu~1 covers XenSSR~hide_iommu~1, the text of which was changed",
        "Review the item: change it, or say in the review that it still fits.",
    )
    SUSPECT_ABOVE = (
        "RT219",
        Severity.NOTE,
        "an item that is as it was, and is covered by one that was changed",
        "Its verdict rests on what covers it, so it may be another one now.",
        "XenSSR~hide_iommu~1, covered by XenValTestCase~hide_iommu~1, which was changed",
        "Execute the test cases below it again; if they pass, nothing is to be done.",
    )
    LOST_ITEM = (
        "RT220",
        Severity.WARNING,
        "a requirement that is gone, or an item that others covered",
        "What nobody demands any more nobody misses: the trace alone is as sound as before.",
        "XenSSR~hide_iommu~1, which is there on the branch to be merged into, and not on this one",
        "See to it that it was removed on purpose; to give a requirement up and keep it, set its status to rejected.",
    )
    RENAMED_ITEM = (
        "RT221",
        Severity.WARNING,
        "an item that seems to be another one under a new name",
        "One item is gone and one has come with the same title, or with nearly the same text. Under another name no "
        "comparison can say what became of the text.",
        "XenSSR~hide_the_iommu~1, which says what XenSSR~hide_iommu~1 said, but for one word",
        "Compare the two texts, and review what covers the new one; or leave the item its name and raise its revision.",
    )
    TEXT_ELSEWHERE = (
        "RT222",
        Severity.WARNING,
        "an item of which a part stands elsewhere",
        "A substitution, a file that is included or an image is part of what the item says, and does not stand in its "
        "own lines. It may have changed, and nobody would be told.",
        "`The device shall answer within |limit|.`, where |limit| is defined at the end of the file",
        "Write it into the item, or look at what it refers to whenever you review a change.",
    )
    RECONFIGURED = (
        "RT223",
        Severity.WARNING,
        "a configuration that takes items for something else than before",
        "What a kind or a tag means, or what is demanded of the project, was changed. The same items may be worth "
        "something else.",
        '`method = "assumption of use"` of XenSSR, which was verified by test on the branch to be merged into',
        "Review the change of the configuration as you would review one of a requirement.",
    )
    UNREAD_CHANGE = (
        "RT224",
        Severity.WARNING,
        "an item that was changed in what is not read",
        "A specobject has more fields than are traced. One of those was changed, or how the item is laid out.",
        "`<safetylevel>` of a specobject, which was D and is A",
        "Compare the two files, and raise the version of the specobject if it says something else.",
    )
    NO_SCENARIO = (
        "RT301",
        Severity.WARNING,
        "a test case without a scenario",
        "There is nothing to execute, so the case is blocked and verifies nothing.",
        "`XenValTestCase~hide_iommu~1`\n\nRead the device tree of the domain: it lists no IOMMU.",
        "Add a `.. code-block:: gherkin` with at least one scenario.",
        Form.RST,
    )
    BAD_GHERKIN = (
        "RT302",
        Severity.ERROR,
        "Gherkin that can not be parsed",
        "The block is no valid Gherkin, so nothing in it was executed.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkin\n\n"
        "   Scenario: the IOMMU is hidden\n"
        '     Given the host "qemu-virt"\n'
        "     The host boots",
        "Correct the line named; every step begins with Given, When, Then, And or But.",
        Form.RST,
    )
    UNKNOWN_STEP = (
        "RT303",
        Severity.ERROR,
        "a step nobody defined",
        "No step of the vocabulary reads like this one, so the case can not be executed.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkin\n\n"
        "   Scenario: the domain runs\n"
        '     Given the host "qemu-virt"\n'
        "     When the host boots\n"
        '     Then domain "a" is running',
        "Use the step that is suggested.",
        Form.RST,
    )
    BAD_DEVICE_TREE = (
        "RT304",
        Severity.ERROR,
        "a device tree that can not be parsed",
        "The DTS of a step is not valid, so the case can not be executed.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkin\n\n"
        "   Scenario: the clock is given away\n"
        '     Given the host "qemu-virt" with\n'
        '       """dts\n'
        "       &{/pl031@9010000} { xen,passthrough }\n"
        '       """\n'
        '     And domain "a" is given "/pl031@9010000", forced\n'
        "     When the host boots\n"
        '     Then domain "a" runs',
        "Correct the place named.",
        Form.RST,
    )
    BAD_STEP = (
        "RT305",
        Severity.ERROR,
        "a step that makes no sense where it stands",
        "The step is known, but what it speaks of does not exist or does not fit here.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkin\n\n"
        "   Scenario: the domain runs\n"
        '     Given the host "qemu-virt"\n'
        "     When the host boots\n"
        '     Then domain "c" runs',
        "Do as the message says.",
        Form.RST,
    )
    CASE_FAILED = (
        "RT306",
        Severity.ERROR,
        "a test case failed",
        "The target did something else than the case demands: what it covers is not verified.",
        "a domain that should be refused runs",
        "Find out which is wrong: the requirement, the case or the target.",
    )
    BROKEN_INVARIANT = (
        "RT307",
        Severity.ERROR,
        "a state that must never occur",
        "After a step, a safety invariant of the target did not hold.",
        "two domains hold one interrupt",
        "The target is at fault; the message names the invariant and the objects.",
    )
    CAN_NOT_FAIL = (
        "RT308",
        Severity.ERROR,
        "a test case that can not fail",
        "Something is written so that it checks nothing; called passed, it would verify a requirement.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkin\n\n"
        "   Scenario: the host boots\n"
        '     Given the host "qemu-virt"\n'
        "     When the host boots",
        "State an operation with When and an observable effect with Then, and give an outline its examples.",
        Form.RST,
    )
    NOTHING_EXECUTED = (
        "RT309",
        Severity.ERROR,
        "no test case was executed",
        "There are requirements, and not one test case that could be executed: nothing at all is verified.",
        "`XenSSR~hide_iommu~1`\n\nNeeds: XenValTestCase",
        "Check the paths, and the kinds with `executable = true` in the configuration.",
        Form.RST,
    )
    NOT_EXECUTED = (
        "RT310",
        Severity.ERROR,
        "Gherkin in a block that is not executed",
        "A code block of a test case reads like Gherkin, but its language is another one or none: nobody executes it.",
        "`XenValTestCase~hide_iommu~1`\n\n"
        ".. code-block:: gherkn\n\n"
        "   Scenario: the IOMMU is hidden\n"
        "     When the host boots",
        "Write `.. code-block:: gherkin`.",
        Form.RST,
    )
    BROKEN_RESULTS = (
        "RT311",
        Severity.ERROR,
        "results of which something is lost",
        "A file of results is no JUnit XML, breaks off, or counts more failures than it shows. What passed in it does "
        "not count, for what is lost may be a failure; what failed in it does.",
        "a file whose writer was killed before it had ended",
        "Run the tests again, or let the tool that wrote the file write JUnit XML.",
    )
    STALE_RESULTS = (
        "RT312",
        Severity.WARNING,
        "results that are not of what is traced",
        "A result verifies what was tested: the commit that its file states has to be the one that is checked out, "
        "nothing may have been changed since, and the revision in its name has to be that of the item.",
        "a file of results of yesterday's commit",
        "Run the tests again on what is checked out, and let the file say of which commit it is: a property `commit`.",
    )
    IDLE_RESULT = (
        "RT313",
        Severity.WARNING,
        "a result that verifies nothing",
        "The result names an item that does not exist, or one that is not verified by results of tests.",
        "a test called XenValTestCase__hide_iomu__1, where the item is called hide_iommu",
        "Correct the id; name test cases, not the requirements that they cover.",
    )
    DOUBTFUL_RESULT = (
        "RT314",
        Severity.WARNING,
        "a result that is neither passed nor failed",
        "The test passed only when it was repeated, or the file says of its outcome what nobody here knows, so it does "
        "not count as passed.",
        "a `<testcase>` with a `<flakyFailure>`",
        "Find out why it does not pass every time.",
    )
    RESULT_FAILED = (
        "RT315",
        Severity.ERROR,
        "a test failed elsewhere",
        "A result from elsewhere says that the test of an item failed or ended in an error: what it covers is not "
        "verified.",
        "a `<testcase>` with a `<failure>`",
        "Find out which is wrong: the requirement, the test or what was tested.",
    )
    BAD_RECORD = (
        "RT316",
        Severity.ERROR,
        "a record of an inspection that does not count",
        "Something is missing in the record, is contradicted by another one, or whoever wrote the item approved it "
        "themselves.",
        "a record that names one person as author and as approver",
        "Correct the record; how to write one stands in the guide on inspections.",
    )
    STALE_RECORD = (
        "RT317",
        Severity.WARNING,
        "an inspection of another text than the present one",
        "The record is of another revision of the item, or the text of the item or of something that it covers was "
        "changed since: nobody inspected what is there now.",
        "a record with the digest of a text in which a word was corrected later",
        "Inspect the item again, and write the digest that `reqtrace explain` shows.",
    )
    INSPECTION_FAILED = (
        "RT318",
        Severity.ERROR,
        "an inspection found a fault",
        "The record says that the item did not pass its inspection: what it covers is not verified.",
        '`verdict = "failed"` below `[[inspection]]`',
        "Mend what was found, and inspect again.",
    )
    CONTRADICTING_TAGS = (
        "RT341",
        Severity.WARNING,
        "tags that contradict each other",
        "Two tags of an item mean different things where only one can hold. The higher level of safety integrity "
        "counts, the first method, and a test case that is said to verify fully and in part verifies a part.",
        "`XenSSR~hide_iommu~1`\n\nTags: asil-b, qm\n\nNeeds: XenValTestCase",
        "Remove one of the tags named.",
        Form.RST,
    )
    NEARLY_TERM = (
        "RT342",
        Severity.WARNING,
        "a tag that nearly has a meaning",
        "The tag is like one that says how safe an item has to be or how it is verified, but it is not that one, so it "
        "says nothing.",
        "`XenSSR~hide_iommu~1`\n\nTags: asil-f",
        "Write the tag as suggested, or give it a meaning in `tags` of the configuration.",
        Form.RST,
    )
    GATE_MISSED = (
        "RT401",
        Severity.ERROR,
        "a demand of the project is not met",
        "The project demands something of itself in `gate` of the configuration, and less was reached, or more than is "
        "allowed.",
        "`verified = 95` below `[tool.reqtrace.gate]`, where 44 of 48 requirements are verified",
        "Reach what is demanded; if it is too much, let whoever answers for it demand less.",
    )
    GATE_NOT_MEASURED = (
        "RT402",
        Severity.NOTE,
        "a demand of the project that was not measured",
        "The command that was called does not find out what is demanded, so nobody knows whether it is met. Where a "
        "report is written, that is an error.",
        "`reqtrace trace`, which executes no test case, where the configuration says `verified = 95`",
        "Call a command that measures it: `reqtrace run` executes test cases, and `reqtrace report --adequacy "
        "--baseline REV` looks at everything.",
    )
    ALTERED = (
        "RT501",
        Severity.ERROR,
        "a bundle holds something else than was signed",
        "The content of a member, or what is said of it, is not what whoever signed the bundle packed.",
        "one bit of a log that was flipped",
        "Do not rely on the bundle; ask for it again, and ask how it was altered.",
    )
    UNTRUSTED = (
        "RT502",
        Severity.ERROR,
        "the signature of a bundle is not that of a trusted key",
        "The bundle was signed with another key than those that were named, or altered after it was signed.",
        "a bundle that was signed by somebody else",
        "Name the public key of whoever should have signed it; if that is the one, do not rely on the bundle.",
    )
    EXPIRED_EVIDENCE = (
        "RT503",
        Severity.ERROR,
        "the evidence has expired",
        "Whoever signed the bundle said until when it may be relied on, and that day has passed.",
        "a bundle that was made with --valid-days 30 two months ago",
        "Make a new one: trace and execute again, with what is known today.",
    )
    NOT_REPEATED = (
        "RT504",
        Severity.ERROR,
        "evidence that can not be repeated",
        "What was packed was traced and executed again, from the bundle alone, and something else came of it.",
        "a test case that passed, and fails here",
        "Use the version of reqtrace that made the bundle, which the answer names; if it differs all the same, the "
        "evidence does not hold.",
    )
    OTHER_ENVIRONMENT = (
        "RT505",
        Severity.ERROR,
        "a document that is not confirmed",
        "The library that alone writes the document is another version here than where the bundle was made, or is not "
        "installed: nobody can tell from here whether the document says what follows from the inputs.",
        "a report.pdf that was written by another version of Typst",
        "Do not rely on that document: read another one, which was confirmed; or install the version that the answer "
        "names, and verify again. `reqtrace verify --other-environment` makes it a warning.",
    )
    FOREIGN_CONTENT = (
        "RT506",
        Severity.ERROR,
        "a bundle holds what reqtrace does not put there",
        "Whoever signed the bundle put something into it that nothing makes and nothing reads, or that no reqtrace "
        "says of itself; it would seem to be confirmed together with the rest.",
        "a CERTIFICATE.pdf beside the report; a library that reqtrace never used",
        "Do not rely on the bundle; ask for the one that `reqtrace bundle` wrote, and who changed it, and why.",
    )


# oft:on - examples above switch the reading of tags off, or only look like one.
