# SPDX-License-Identifier: Apache-2.0
"""JUnit XML as a dozen tools write it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reqtrace.evidence import Outcome
from reqtrace.read.results.junit import read_junit
from reqtrace.read.results.record import Result

COMMIT = "0123456789abcdef0123456789abcdef01234567"

DIALECTS = {
    "pytest": """<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests">
<testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" timestamp="2026-11-20T09:30:00.125+01:00">
<properties><property name="commit" value="0123456789abcdef0123456789abcdef01234567" /></properties>
<testcase classname="tests.test_irq" name="test_routed"><properties>
<property name="requirement" value="Case~irq~1" /></properties></testcase>
<testcase classname="tests.test_irq" name="test_lost"><failure message="assert 33 == 34">33 != 34</failure></testcase>
<testcase classname="tests.test_irq" name="test_left"><error message="failed on teardown">...</error></testcase>
<testcase classname="tests.test_irq" name="test_known"><skipped type="pytest.xfail" message="later" /></testcase>
</testsuite></testsuites>""",
    "ctest": """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux-c++" tests="4" failures="1" disabled="1" skipped="1" timestamp="2026-11-20T09:30:00">
<testcase name="routed" classname="routed" time="0.1" status="run"><properties>
<property name="cmake_labels" value="Case~irq~1;slow"/></properties><system-out></system-out></testcase>
<testcase name="lost" classname="lost" status="fail"><failure message="Timeout"/><system-out/></testcase>
<testcase name="off" classname="off" time="0" status="disabled"><system-out>Disabled</system-out></testcase>
<testcase name="none" classname="none" status="notrun"><skipped message="Unable to find executable"/></testcase>
</testsuite>""",
    "gtest": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="4" failures="1" disabled="1" errors="0" timestamp="2026-11-20T09:30:00.196" name="AllTests">
<testsuite name="Irq" tests="4" failures="1" disabled="1" skipped="1" errors="0">
<testcase name="Case__irq__1" file="irq.cc" line="6" status="run" result="completed" classname="Irq" />
<testcase name="Lost" status="run" result="completed" classname="Irq">
<failure message="irq.cc:9&#x0A;Expected 34" type=""><![CDATA[irq.cc:9]]></failure></testcase>
<testcase name="DISABLED_Old" status="notrun" result="suppressed" classname="Irq" />
<testcase name="Later" status="run" result="skipped" classname="Irq"><skipped message="no board"/></testcase>
</testsuite></testsuites>""",
    "surefire": """<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0" name="org.xen.IrqTest" tests="3"
 xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd"
 errors="1" skipped="0" failures="0" flakes="1">
<properties><property name="java.version" value="21"/></properties>
<testcase name="Case__irq__1" classname="org.xen.IrqTest"/>
<testcase name="shaky" classname="org.xen.IrqTest"><flakyFailure message="late" type="java.lang.AssertionError">
<stackTrace>at IrqTest</stackTrace><system-out>x</system-out></flakyFailure></testcase>
<testcase name="boom" classname="org.xen.IrqTest"><error type="java.io.IOException">java.io.IOException: gone
</error><rerunError type="java.io.IOException"><stackTrace>at</stackTrace></rerunError></testcase>
</testsuite>""",
    "nextest": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="nextest-run" tests="2" failures="1" errors="0" uuid="0" timestamp="2026-11-20T08:30:00.125+00:00">
<testsuite name="xen::irq" tests="2" disabled="0" errors="0" failures="1">
<testcase name="tests::Case__irq__1" classname="xen::irq" timestamp="2026-11-20T08:30:01Z"/>
<testcase name="tests::lost" classname="xen::irq"><failure type="test failure">thread panicked at src/irq.rs:19
left: 33</failure><rerunFailure type="test failure">thread panicked</rerunFailure></testcase>
</testsuite></testsuites>""",
    "go-junit-report": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" skipped="1">
<testsuite name="xen/irq" tests="3" failures="1" errors="0" id="0" skipped="1" timestamp="2026-11-20T09:30:00+01:00">
<properties><property name="go.version" value="go1.22"></property></properties>
<testcase name="TestCase__irq__1" classname="xen/irq"></testcase>
<testcase name="TestIrq/Case__irq__1" classname="xen/irq"></testcase>
<testcase name="TestLost" classname="xen/irq">
<failure message="Failed"><![CDATA[    irq_test.go:9: 33]]></failure></testcase>
<testcase name="TestLater" classname="xen/irq"><skipped message="Skipped"></skipped></testcase>
</testsuite></testsuites>""",
    "catch2": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="irq" errors="1" failures="1" skipped="1" tests="5" hostname="tbd" timestamp="2026-11-20T08:30:00Z">
    <properties><property name="random-seed" value="7"/></properties>
    <testcase classname="irq.global" name="Case~irq~1 is routed" time="0.001" status="run"/>
    <testcase classname="irq.global" name="lost" status="run"><failure message="a == 34" type="REQUIRE">
FAILED: 33 == 34</failure></testcase>
    <testcase classname="irq.global" name="threw" status="run"><error type="TEST_CASE">unexpected</error></testcase>
    <testcase classname="irq.global" name="later" status="run"><skipped type="SKIP">no board</skipped></testcase>
    <system-out/><system-err/>
  </testsuite>
</testsuites>""",
    "jest": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="2" failures="1" errors="1" time="1.2">
<testsuite name="irq" errors="0" failures="1" skipped="0" timestamp="2026-11-20T08:30:00" tests="2">
<testcase classname="irq Case~irq~1 is routed" name="irq Case~irq~1 is routed" time="0.1"></testcase>
<testcase classname="irq lost" name="irq lost"><failure>Error: expected 34
    at Object.&lt;anonymous&gt;</failure></testcase></testsuite>
<testsuite name="src/old.test.ts" errors="1" failures="0" tests="0">
<testcase classname="Test suite failed to run" name="src/old.test.ts" time="0"><error>no such module</error></testcase>
</testsuite></testsuites>""",
    "bats": """<?xml version="1.0" encoding="UTF-8"?>
<testsuites time="0.1">
<testsuite name="irq.bats" tests="3" failures="1" errors="0" skipped="1" timestamp="2026-11-20T08:30:00" hostname="h">
    <testcase classname="irq.bats" name="Case~irq~1 is routed" time="0.01" />
    <testcase classname="irq.bats" name="lost" time="0.01"><failure type="failure">(in test file irq.bats, line 9)
`false&#39; failed</failure></testcase>
    <testcase classname="irq.bats" name="later" time="0"><skipped>no board</skipped></testcase>
</testsuite></testsuites>""",
    "robot": """<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Irq" tests="3" errors="0" failures="1" skipped="1" time="0.3" timestamp="2026-11-20T08:30:00.000000">
<testcase classname="Irq" name="Case~irq~1 Is Routed" time="0.100"></testcase>
<testcase classname="Irq" name="Is Lost"><failure message="33 != 34" type="AssertionError"></failure></testcase>
<testcase classname="Irq" name="Is Later"><skipped message="no board"></skipped></testcase>
<testsuite name="Inner" tests="0" errors="0" failures="0"></testsuite>
</testsuite>""",
    "node": """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="irq" disabled="0" errors="0" tests="3" failures="2" skipped="1" hostname="h">
<testcase name="Case~irq~1 is routed" time="0.005" classname="test"/>
<testcase name="lost" classname="test" failure="1 == 2">
<failure type="testCodeFailure" message="1 == 2">...</failure></testcase>
<testcase name="todo" classname="test" failure="1 == 2"><skipped type="todo" message="true"/>
<failure type="testCodeFailure" message="1 == 2">...</failure></testcase>
</testsuite><!-- tests 3 --></testsuites>""",
}  # fmt: skip
"""What each tool writes, in its own dialect, of the same few tests."""

P, F, E, S, B = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED, Outcome.BLOCKED


def results(text: str) -> list[Result]:
    return list(read_junit(text.encode(), "a.xml")[0].results)


def outcomes(text: str) -> list[Outcome]:
    return [each.outcome for each in results(text)]


def said(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [f"{each.span}: {each.message}" for each in read_junit(content, "a.xml")[1]]


# [utest->dsn~results_in_any_dialect~1]
@pytest.mark.parametrize(
    ("tool", "expected", "called"),
    [
        ("pytest", [P, F, E, S], "pytest"),
        ("ctest", [P, F, S, S], ""),
        ("gtest", [P, F, S, S], "GoogleTest"),
        ("surefire", [P, B, E], "Surefire"),
        ("nextest", [P, F], "nextest"),
        ("go-junit-report", [P, P, F, S], ""),
        ("catch2", [P, F, E, S], ""),
        ("jest", [P, F, E], "Jest"),
        ("bats", [P, F, S], "Bats"),
        ("robot", [P, F, S], ""),
        ("node", [P, F, F], ""),
    ],
)
def test_every_dialect_tells_passed_failed_error_and_skipped_apart(
    tool: str, expected: list[Outcome], called: str
) -> None:
    found, diagnostics = read_junit(DIALECTS[tool].encode(), "a.xml")
    assert diagnostics == ()
    assert [each.outcome for each in found.results] == expected
    assert found.tool == called


def test_what_a_result_says() -> None:
    passed, failed, *_ = results(DIALECTS["pytest"])
    assert passed.name == "tests.test_irq::test_routed"
    assert passed.cited == ("Case~irq~1",)
    assert passed.named == ("tests.test_irq", "test_routed")
    assert (passed.commit, passed.date) == (COMMIT, "2026-11-20T08:30:00Z")
    assert (failed.message, failed.log, failed.span.line) == ("assert 33 == 34", "33 != 34", 6)


def test_a_time_without_a_zone_is_none_in_utc_and_no_time_is_none_at_all() -> None:
    assert results(DIALECTS["robot"])[0].date == "2026-11-20T08:30:00"
    assert results('<testsuite timestamp="yesterday"><testcase name="a"/></testsuite>')[0].date == ""


def test_a_test_that_passed_only_when_repeated_is_told_apart() -> None:
    shaky = results(DIALECTS["surefire"])[1]
    assert (shaky.outcome, shaky.doubtful) == (B, True)
    assert shaky.message == "it passed only after one attempt that did not"


@pytest.mark.parametrize(
    ("inside", "attributes", "outcome", "message"),
    [
        ("", 'status="weird"', B, "nobody here knows what 'weird' says of its outcome"),
        ("<verdict>red</verdict>", "", B, "nobody here knows what <verdict> says of its outcome"),
        ("", 'result="Failure"', F, "its outcome is 'Failure'"),
        ("", 'success="False"', F, "success is false"),
        ("", 'executed="false"', S, "executed is false"),
        ("<failure/><skipped/>", "", F, "failed"),
        ("<failure/><error>\nx\ny</error>", "", E, "x"),
        ("<rerun/><rerun/>", "", B, "it passed only after 2 attempts that did not"),
        ('<x:failure xmlns:x="urn:x"/>', "", F, "failed"),
        ('<x:note xmlns:x="urn:x"/>', "", B, "nobody here knows what <note> says of its outcome"),
        ('<x:system-out xmlns:x="urn:x"/>', 'xmlns:x="urn:x" x:owner="us"', P, ""),
        ("<system-out><failure/></system-out>", "", F, "failed"),
        ("<output><timedOut/></output>", "", B, "nobody here knows what <timedOut> says of its outcome"),
        ("<Failure/>", "", F, "failed"),
        ("FAILED", "", B, "nobody here knows what 'FAILED' says of its outcome"),
        ("", 'outcome="failed"', F, "its outcome is 'failed'"),
        ("", 'Status="fail"', F, "its outcome is 'fail'"),
        ("", 'status="fail" xmlns:x="urn:x" x:status="pass"', F, "its outcome is 'fail'"),
        ("", 'status="pass" xmlns:x="urn:x" x:status="fail"', F, "its outcome is 'fail'"),
        ("", 'failures="1"', F, "failures is 1"),
        ("", 'failures="0" errors="0.0" skipped="false" timeout="60" retries="3"', P, ""),
        ("", 'skipped="true"', S, "skipped is true"),
        ("", 'phase="Failed"', B, "nobody here knows what phase=Failed says of its outcome"),
        ("", 'numFailures="2"', B, "nobody here knows what numFailures=2 says of its outcome"),
        ("<properties aborted='1'/>", "", F, "aborted is 1"),
        (
            "<properties><property name='result' value='fail'/></properties>",
            "",
            B,
            "nobody here knows what the property result=fail says of its outcome",
        ),
        (
            "<properties><property name='level' value='error'/><property name='result' value='33'/></properties>",
            "",
            P,
            "",
        ),
    ],
)
def test_a_test_passes_only_where_nothing_speaks_against_it(
    inside: str, attributes: str, outcome: Outcome, message: str
) -> None:
    (found,) = results(f"<testsuite><testcase name='a' {attributes}>{inside}</testcase></testsuite>")
    assert found.outcome is outcome
    assert found.message == message


def test_a_suite_may_be_nested_or_missing_or_in_a_namespace() -> None:
    inner = "<testsuite><testcase name='a'/></testsuite>"
    nested = f"<testsuites><testsuite>{inner}<testcase name='b'/></testsuite></testsuites>"
    assert outcomes(nested) == [P, P]
    assert outcomes("<testcase name='a'><error/></testcase>") == [E]
    assert outcomes("<testsuite xmlns='urn:junit'><testcase name='a'><failure/></testcase></testsuite>") == [F]
    assert outcomes("<testsuite tests='' failures=''><testcase/></testsuite>") == [P]
    assert outcomes("<testrun errors='0'><testsuite><testcase/></testsuite></testrun>") == [P]


def test_several_documents_in_one_file_are_all_read() -> None:
    one = '<?xml version="1.0"?>\n<testsuite>\n<testcase name="a"/></testsuite>\n'
    two = one.replace('name="a"/>', 'name="b"><failure message="m"/></testcase>')
    found = results(one + "\n" + two + one)
    assert [(each.name, each.outcome, each.span.line) for each in found] == [("a", P, 3), ("b", F, 7), ("a", P, 10)]
    assert said(one + two) == []


# [utest->dsn~results_in_any_dialect~1]
def test_commits_that_contradict_each_other_are_none() -> None:
    outer = "<properties><property name='CI_COMMIT_SHA' value='aaaaaaa'/></properties>"
    inner = "<properties><property name='git.commit' value='{}'/></properties>"
    one, two = (
        "<testsuite><testcase name='a'/></testsuite>",
        "<testsuite>{}<testcase name='b'>{}</testcase></testsuite>",
    )
    for order in ("{0}{1}{2}", "{1}{2}{0}"):  # a suite may say it behind its tests
        contradicted = two.format(inner.format("bbbbbbb"), "")
        text = f"<testsuites>{order.format(outer, one, contradicted)}</testsuites>"
        assert [each.commit for each in results(text)] == ["aaaaaaa", "aaaaaaa bbbbbbb"]
    text = two.format(inner.format("bbbbbbb"), inner.format("ccccccc"))
    assert results(text)[0].commit == "bbbbbbb ccccccc"
    text = two.format("<property name='sha' value='bbbbbbb'>ccccccc</property>", "")
    assert results(text)[0].commit == "bbbbbbb ccccccc"
    text = two.format(inner.format("v1-2-gbbbbbbb"), inner.format("BBBBBBB1"))
    assert results(text)[0].commit == "BBBBBBB1"


# [utest->dsn~results_in_any_dialect~1]
def test_a_failure_within_a_test_counts_for_it_and_one_around_it_too() -> None:
    inner = "<testcase name='sub'>{}</testcase>"
    outer = "<testsuite><testcase name='a'>{}{}</testcase></testsuite>"
    assert outcomes(outer.format(inner.format(""), "")) == [P, P]
    assert outcomes(outer.format(inner.format("<failure/>"), inner.format(""))) == [F, P, F]
    assert outcomes(outer.format(inner.format(""), "<error/>")) == [B, E]
    assert outcomes(outer.format(inner.format(inner.format("<rerun/>")), "")) == [B, B, B]
    assert outcomes(outer.format("<testsuite><testcase name='b'><failure/></testcase></testsuite>", "")) == [F, F]
    within = results(outer.format(inner.format("<failure message='33'/>"), ""))[1]
    assert within.message == "sub, which stands within it, did not pass: 33"


# [utest->dsn~results_in_any_dialect~1]
@pytest.mark.parametrize(
    ("suite", "said_"),
    [
        ("failures='1'", "counts more failures than it shows"),
        ("failures='9999999999'", "counts failures=9999999999, which is no number"),
        ("Errors=' 1.0'", "counts more failures than it shows"),
        ("failures='-1'", "counts failures=-1, which is no number"),
        ("status='failed'", "says status=failed"),
        ("success='false'", "says success=false"),
        ("aborted='true'", "says aborted=true"),
        ("state='weird'", "says state=weird"),
        ("crashes='1'", "says crashes=1"),
        ("phase='failed'", "says phase=failed"),
    ],
)
def test_a_suite_that_speaks_against_its_tests_lets_none_pass(suite: str, said_: str) -> None:
    text = f"<testsuite {suite}><testcase name='a'/><testcase name='q'><flakyFailure/></testcase></testsuite>"
    assert outcomes(text) == [B, B]
    assert said(text) == [f"a.xml:1:1: a suite: {said_}; nothing in it counts as passed"]


def test_what_a_suite_says_may_be_explained_by_what_it_shows() -> None:
    failing = "<testcase name='a'/><testcase name='b'><failure/><failure/></testcase>"
    for suite in (
        "failures='1'",
        "failures='2'",
        "failures='1' failed='1' status='failed' success='false'",
        "skipped='9'",
    ):
        assert outcomes(f"<testsuite {suite}>{failing}</testsuite>") == [P, F]
    assert outcomes(f"<testsuite failures='2'>{failing.replace('<failure/>', '', 1)}</testsuite>") == [B, F]
    assert outcomes(f"<testsuite status='aborted'>{failing}</testsuite>") == [B, F]
    flaky = "<testcase name='a'/><testcase name='b'><flakyFailure/></testcase>"
    assert outcomes(f"<testsuite flakes='1'>{flaky}</testsuite>") == [P, B]
    assert outcomes(f"<testsuite flakes='2'>{flaky}</testsuite>") == [B, B]


def test_what_stands_between_suites_and_tests_and_nobody_knows_lets_nothing_pass() -> None:
    test = "<testcase name='a'/>"
    for around in ("<timedOut/>", "<x><failure/></x>", "FAILED", "<properties status='fail'/>", "<skipped/>"):
        assert outcomes(f"<testsuite>{test}{around}</testsuite>") == [B]
    text = f"<aborted><testsuite>{test}</testsuite></aborted>"
    assert said(text) == [
        "a.xml:1:1: a suite: stands in <aborted>, which nobody here knows; nothing in it counts as passed"
    ]
    assert outcomes(text) == [B]


def test_elements_without_end_within_each_other_are_refused() -> None:
    text = "<testsuite>" + "<testcase name='a'>" * 100_000 + "</testcase>" * 100_000 + "</testsuite>"
    found, problems = read_junit(text.encode(), "a.xml")
    assert [each.message for each in problems] == [
        "more than 100 elements stand within each other; nothing behind it is read"
    ]
    assert P not in [each.outcome for each in found.results]


def test_what_was_failing_out_of_sight_lets_nothing_pass() -> None:
    tests = '<testcase name="a"/><testcase name="b"><failure/></testcase>'
    text = f'<testsuite name="irq" failures="2">\n{tests}</testsuite>'
    assert outcomes(text) == [B, F]
    assert said(text) == [
        "a.xml:1:1: the suite 'irq': counts more failures than it shows; nothing in it counts as passed"
    ]
    text = "<testsuites>\n<testsuite><error/><testcase/></testsuite><testsuite><testcase/></testsuite></testsuites>"
    assert outcomes(text) == [B, P]
    assert said(text) == ["a.xml:2:1: a suite: failed as a whole; nothing in it counts as passed"]


def test_a_file_that_breaks_off_lets_nothing_pass() -> None:
    text = '<testsuite>\n<testcase name="a"/>\n<testcase name="b"><failure/></testcase>\n<testcase name="c">'
    assert outcomes(text) == [B, F, B]
    assert said(text) == [
        "a.xml:4:20: the XML is not well-formed: no element found; nothing in the file counts as passed"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.xml: there is no suite of tests in it"),
        ("<html/>", "a.xml: there is no suite of tests in it"),
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]>\n<testsuite><testcase name="&a;"/></testsuite>',
            "a.xml:1:13: the XML has a document type, which is refused; nothing behind it is read",
        ),
        (
            "<testsuite><testcase name='&nbsp;'/></testsuite>",
            "a.xml:1:12: the XML is not well-formed: undefined entity; nothing in the file counts as passed",
        ),
        (
            "<testsuite><testcase/></testsuite>\nTests done.",
            "a.xml:2:1: the XML is not well-formed: junk after document element; nothing in the file counts as passed",
        ),
    ],
)
def test_what_is_no_junit_is_told_with_its_place(text: str, message: str) -> None:
    assert said(text) == [message]
    assert P not in outcomes(text)


def test_colours_of_a_terminal_and_other_bytes_do_no_harm() -> None:
    body = '<testsuite><testcase name="a"><system-out>\x1b[31m\x00&#27;&#x1b;\ufffe</system-out></testcase></testsuite>'
    assert outcomes(body) == [P]
    content = body.encode() + b"<!-- \xff\xfe -->"
    assert [each.outcome for each in read_junit(content, "a.xml")[0].results] == [P]
    text = "<?xml version='1.0' encoding='{}'?><testsuite><testcase name='é'/></testsuite>"
    for codec, declared in (("latin-1", "ISO-8859-1"), ("utf-16", "UTF-16"), ("utf-8", "utf-16"), ("utf-8", "rot13")):
        found, problems = read_junit(text.format(declared).encode(codec), "a.xml")
        assert ([each.name for each in found.results], problems) == (["é"], ())


def test_a_huge_log_is_kept_in_part() -> None:
    text = f"<testsuite><testcase><failure>{'x' * 300_000}</failure></testcase></testsuite>"
    assert len(results(text)[0].log) == 1 << 16
    assert len(results(text)[0].message) == 1000


# [utest->dsn~results_in_any_dialect~1]
@given(st.sampled_from(sorted(DIALECTS)), st.integers(1, 1500))
def test_whatever_is_cut_off_nothing_in_the_file_passed(tool: str, length: int) -> None:
    content = DIALECTS[tool].rstrip().encode()
    cut = content[: max(len(content) - length, 0)]
    found, problems = read_junit(cut, "a.xml")
    assert problems
    assert P not in [each.outcome for each in found.results]


# [utest->dsn~results_in_any_dialect~1]
@pytest.mark.parametrize(
    "text",
    [
        '<testsuite assertions="3" warnings="0" file="a"><testcase name="a" class="A" assertions="1"/></testsuite>',
        '<testsuite><testcase name="a" status="passed" time="1"><system-out>error</system-out></testcase></testsuite>',
        '<testsuite failures="0"><properties/><testcase name="a()"/><system-out/><system-err/></testsuite>',
        '<testsuite success="True"><testcase name="a" executed="True" success="True" asserts="1"/></testsuite>',
        '<testrun started="1" ignored="0"><testsuite><testcase name="a" classname="A"/></testsuite></testrun>',
        '<testsuite><testcase name="a" value_param="false" status="run" speed="33" key="x" flaky="false"/></testsuite>',
        '<testsuite><testcase name="failed" classname="error"><properties><property name="testrun_evidence">'
        '<item name="x.png">iVBO</item></property></properties></testcase></testsuite>',
        '<testsuite ignored="0" skipped="1" flakes="0"><testcase name="a" result="pass" timeout="60"/></testsuite>',
    ],
)  # fmt: skip
def test_what_tools_write_besides_speaks_against_nothing(text: str) -> None:
    assert outcomes(text) == [P]
    assert said(text) == []


_X = "{urn:x}"
_CHILDREN = (
    *("failure", "error", "skipped", "flakyFailure", "rerunError", "rerun", "Failure", "timedOut", "aborted"),
    *(f"{_X}failure", f"{_X}outcome"),
)
_ATTRIBUTES = (
    *(
        ("status", "aborted"),
        ("Status", "timedOut"),
        ("result", "weird"),
        ("outcome", "crashed"),
        (f"{_X}status", "killed"),
    ),
    *(("success", "maybe"), ("aborted", "true"), ("crashed", "yes"), ("failures", "99"), ("Errors", "9999999999")),
    *(("fail", "x"), ("phase", "Failed"), ("numFailures", "99"), ("hasErrors", "true"), ("verdict", "red")),
)


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, str]:
    """A file, and the place of a test that passed in it, within or around which something was put that it did not."""
    text = DIALECTS[draw(st.sampled_from(sorted(DIALECTS)))]
    root = fromstring(text.encode())
    parents = {child: parent for parent in root.iter() for child in parent}
    passed = [each.outcome is P for each in results(text)]
    tests = [test for test, good in zip(root.iter("testcase"), passed, strict=True) if good]
    test = draw(st.sampled_from(tests))
    chain = [test]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    place = draw(st.sampled_from([*(each for each in test.iter() if each.tag != "property"), *chain]))
    match draw(st.sampled_from(("child", "attribute", "nested", "text"))):
        case "child":
            place.insert(draw(st.integers(0, len(place))), Element(draw(st.sampled_from(_CHILDREN))))
        case "attribute":
            place.set(*draw(st.sampled_from(_ATTRIBUTES)))
        case "nested":
            nested = Element("testcase", {"name": "nested"})
            nested.append(Element(draw(st.sampled_from(_CHILDREN))))
            test.insert(draw(st.integers(0, len(test))), nested)
        case _:
            draw(st.sampled_from(chain)).text = "FAILED"
    test.set("name", "spoilt")
    return tostring(root, encoding="unicode"), "spoilt"


# [utest->dsn~results_in_any_dialect~1]
@given(spoilt())
@settings(max_examples=400)
def test_nothing_that_speaks_against_a_test_leaves_it_passed(file: tuple[str, str]) -> None:
    text, name = file
    assert [each.outcome for each in results(text) if each.named and each.named[-1] == name and each.outcome is P] == []


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from(sorted(DIALECTS)))
def test_no_bytes_are_too_much(noise: bytes, place: int, tool: str) -> None:
    content = DIALECTS[tool].encode()
    read_junit(content[:place] + noise + content[place:], "a.xml")
    read_junit(noise, "a.xml")


def test_what_pytest_really_writes(tmp_path: Path) -> None:
    (tmp_path / "test_irq.py").write_text(
        "import pytest\n"
        "def test_Case__irq__1(record_property): record_property('reqtrace', 'Case~irq~1')\n"
        "def test_lost(): assert 'a\\x1b' == '\\0'\n"
        "@pytest.fixture\n"
        "def device():\n    yield\n    raise ValueError('teardown')\n"
        "def test_left(device): pass\n"
        "@pytest.mark.skip(reason='no board')\n"
        "def test_later(): pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--junit-xml=a.xml", "test_irq.py"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    found, problems = read_junit((tmp_path / "a.xml").read_bytes(), "a.xml")
    assert problems == ()
    assert found.tool == "pytest"
    assert [each.outcome for each in found.results] == [P, F, E, S]
    assert found.results[0].cited == ("Case~irq~1",)
