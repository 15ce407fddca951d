# SPDX-License-Identifier: Apache-2.0
"""What standards for functional safety ask for, in our own words, and what of that the report gives.

Clauses and tables are those of ISO 26262:2018, IEC 61508:2010, DO-178C and EN 50128:2011. Nothing here is a quotation.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class StandardDemand(Struct, frozen=True, gc=False):
    """What a standard asks for, the sections that serve it, by key, what they give, and what stays with the user."""

    standard: str
    clause: str
    demand: str
    sections: tuple[str, ...]
    gives: str
    remains: str


_AUTOMOTIVE_8: Final = (
    StandardDemand(
        "ISO 26262-8:2018",
        "6.4.2, attributes of safety requirements",
        "Each safety requirement has an identity that stays, a status and an integrity level.",
        ("verification_coverage",),
        "Id, revision and level of every requirement, levels apart from one another, and its status wherever that is "
        "not approved; an id that is used twice is a defect.",
        "Writing requirements that are clear, feasible and can be verified; assigning their levels.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "6.4.3.1, structure of the requirements",
        "The requirements form levels of refinement and are complete and consistent as a set.",
        ("traceability", "attention", "derived_requirements"),
        "What nothing refines or covers, links to other revisions, circles, and requirements without one above them.",
        "Whether the set is complete in content and free of contradictions.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "6.4.3.2, traceability",
        "Each requirement can be followed to its sources, to what refines it, and to its verification.",
        ("traceability", "verification_coverage", "test_results"),
        "Every link in both directions with its condition, down to test cases, their results and their logs.",
        "Whether a link is right in content.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "6.4.3.3, verification of the requirements",
        "The requirements themselves are verified by suitable methods.",
        ("inspections",),
        "The records of inspections that the project keeps: checklist, verdict, author, approver and the text they are "
        "of.",
        "Inspecting, by the methods that the level asks for.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "6.4.3.4 and clause 7, configuration management",
        "Requirements are under configuration management, so that a state can be had again.",
        ("reproduction", "changes"),
        "Commit, SHA-256 of every input and of the configuration, the command, and what changed since a baseline.",
        "The repository, its baselines and who may change them.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "Clause 8, change management",
        "The effect of a change is analysed before it is accepted.",
        ("changes",),
        "What a changed text makes suspect in both directions, and the test cases that have to be executed again.",
        "Asking for the change, judging and accepting it.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "Clause 9, verification",
        "Verification says what was verified, by which cases with which criteria, where, and whether it passed.",
        ("test_results", "test_logs", "scope", "reproduction"),
        "Pass criterion, outcome, the criterion that was violated and where, on which target, of which commit.",
        "The verification plan, and the decision that the environment is suitable.",
    ),
    StandardDemand(
        "ISO 26262-8:2018",
        "Clause 11, confidence in software tools",
        "It is known how a tool could mislead, and what would notice that.",
        ("tool_confidence",),
        "Uses of reqtrace, what could go wrong in each, and what works against it.",
        "Classifying the use, and qualifying the tool where that is needed.",
    ),
)
_AUTOMOTIVE_6: Final = (
    StandardDemand(
        "ISO 26262-6:2018",
        "9.4.2, table 7; clause 10, table 10; clause 11, table 14",
        "Units, their integration and the embedded software are verified by tests of several types.",
        ("test_results", "verification_coverage"),
        "The type that each test case states: requirements-based, interface, fault injection, resource usage, "
        "back-to-back.",
        "Choosing the types for each level, static analysis, and reviews of code.",
    ),
    StandardDemand(
        "ISO 26262-6:2018",
        "9.4.3, table 8; clause 10, table 11; clause 11, table 15",
        "Test cases are derived by stated techniques.",
        ("test_results",),
        "The technique that each test case states: requirements, equivalence classes, boundary values, error guessing, "
        "exploration.",
        "Whether a case really was derived as its author says.",
    ),
    StandardDemand(
        "ISO 26262-6:2018",
        "Clause 9, table 9; clause 10, table 12",
        "Structural coverage is measured: statements, branches, MC/DC, functions and calls.",
        (),
        "Nothing. How many broken rules of the model the test cases notice (adequacy) is another measure, and no "
        "substitute.",
        "Measuring structural coverage on the code of the product.",
    ),
    StandardDemand(
        "ISO 26262-6:2018",
        "Clause 11, table 13",
        "The embedded software is tested in a suitable environment, in the end on the target.",
        ("scope", "test_results", "versions"),
        "Every verdict names what was executed, and results from elsewhere their file and commit.",
        "Tests on the target: what passed on the model says that requirements and cases agree, and nothing about a "
        "product.",
    ),
    StandardDemand(
        "ISO 26262-6:2018",
        "Clauses 9 to 11, evaluation of results",
        "Results are held against expected ones, and against the coverage of the software safety requirements.",
        ("verification_coverage", "attention", "gaps", "gate"),
        "For each requirement cases, passed, failed, not run and a verdict on completeness; accepted gaps with reason, "
        "owner and expiry.",
        "Accepting gaps, and deciding that what is verified is enough.",
    ),
    StandardDemand(
        "ISO 26262-10:2018",
        "Clause 9, safety element out of context",
        "What was assumed of a later use is stated, so that it can be confirmed there.",
        ("assumptions_of_use",),
        "Every assumption of use, apart from what was verified.",
        "The integrator's: confirming each of them.",
    ),
)
_INDUSTRIAL: Final = (
    StandardDemand(
        "IEC 61508-3:2010",
        "Annex A, table A.1",
        "Software safety requirements can be traced from and to those of the system, with the help of tools.",
        ("traceability", "derived_requirements"),
        "Every link in both directions, where requirements of the system are items too.",
        "Requirements of the system, and semi-formal or formal specification.",
    ),
    StandardDemand(
        "IEC 61508-3:2010",
        "Annex A, tables A.5 and A.6; annex B, tables B.2 and B.3",
        "Modules and their integration are tested, by function, interface and boundary, and traced to the design.",
        ("test_results", "test_logs", "traceability"),
        "Type and technique of each test case, its outcome and log, and the requirement that it verifies.",
        "Tests of the modules; their results can be brought in as JUnit XML. Structural coverage.",
    ),
    StandardDemand(
        "IEC 61508-3:2010",
        "Annex A, table A.7",
        "Validation tests functions against the requirements, may use models, and is traced in both directions.",
        ("verification_coverage", "traceability", "versions"),
        "A verdict for every requirement on the model, with what was executed; where versions were compared, how each "
        "stands.",
        "Validating the system itself.",
    ),
    StandardDemand(
        "IEC 61508-3:2010",
        "Annex A, table A.8",
        "A modification is analysed for its impact, and what it affects is verified again.",
        ("changes", "reproduction"),
        "What changed, what that makes suspect, and which test cases have to be executed again.",
        "Deciding on the modification and on the extent of what is done again.",
    ),
    StandardDemand(
        "IEC 61508-3:2010",
        "Annex A, table A.9",
        "Software is verified statically, dynamically or formally, traced to the plan of that verification.",
        ("test_results", "inspections", "adequacy"),
        "Dynamic tests with their logs, records of inspections, and what the test cases notice of broken rules.",
        "Static analysis and formal proof of the product.",
    ),
)
_AVIONIC: Final = (
    StandardDemand(
        "DO-178C",
        "Table A-7, objective 1 (6.4.5)",
        "Test procedures are correct.",
        ("adequacy", "test_logs"),
        "Every executed step as it was written, and which broken rules of the model the test cases notice.",
        "The review of the procedures.",
    ),
    StandardDemand(
        "DO-178C",
        "Table A-7, objective 2 (6.4.5)",
        "Test results are correct, and differences from expected ones are explained.",
        ("test_results", "findings", "test_logs"),
        "For each failure the criterion, what was seen and where; for versions, the finding that explains it, or that "
        "none does.",
        "Judging the explanations, and problem reports.",
    ),
    StandardDemand(
        "DO-178C",
        "Table A-7, objectives 3 and 4 (6.4.4)",
        "Tests cover the high-level and the low-level requirements.",
        ("verification_coverage", "traceability", "gaps"),
        "For every requirement that is an item its test cases and whether they verify it in whole; what has none comes "
        "first.",
        "Cases for normal range and robustness, and low-level requirements that are no items.",
    ),
    StandardDemand(
        "DO-178C",
        "Table A-7, objectives 5 to 9 (6.4.4)",
        "Tests cover the structure of the code, its coupling, and object code that no source line explains.",
        (),
        "Nothing: reqtrace does not look into the code of the product.",
        "Structural coverage and its analysis.",
    ),
    StandardDemand(
        "DO-178C",
        "5.1.1 and 5.2.1, derived requirements",
        "Derived requirements are given to the system's safety assessment.",
        ("derived_requirements",),
        "The list of them: those called derived, and those without one above that nobody calls so.",
        "The safety assessment.",
    ),
)
_RAIL: Final = (
    StandardDemand(
        "EN 50128:2011",
        "6.1.4.5, test report",
        "A test report says what was tested, with which results and how completely.",
        ("test_results", "verification_coverage", "scope"),
        "Outcome of each case, completeness for each requirement, what was executed.",
        "Code coverage, and who in which role tested.",
    ),
    StandardDemand(
        "EN 50128:2011",
        "Annex A, table A.5",
        "Verification uses traceability and tests of function and interface, among others.",
        ("traceability", "test_results"),
        "Both directions of every link, type and technique of every test case.",
        "Static analysis, metrics, coverage of code, performance.",
    ),
)
DEMANDS: Final = (*_AUTOMOTIVE_8, *_AUTOMOTIVE_6, *_INDUSTRIAL, *_AVIONIC, *_RAIL)
"""All demands, by standard."""
