"""The server for assistants: the protocol's handshake, six tools, errors as results, no paths."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from yipan.web.mcp import TOOLS, Server
from yipan.web.shelf import Shelf

FACT = "e321709c4ea559d8"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPAN_HOME", str(tmp_path_factory.mktemp("home")))
        yield Server(Shelf(["jingjinji"]))


def call(server, tool, **arguments):
    """The result of a tool."""
    asked = {"name": tool, "arguments": arguments}
    line = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": asked})
    answer = server.line(line)
    assert answer["id"] == 7
    return answer["result"]


def test_handshake_and_list():
    """In a process of its own: initialize, a notification without an answer, tools/list."""
    lines = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize",
         "params": {"protocolVersion": "2025-03-26", "capabilities": {}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
    ]  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", "from yipan.cli.main import main; main()", "mcp"],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    first, second = (json.loads(line) for line in run.stdout.splitlines())
    assert first["result"]["protocolVersion"] == "2025-03-26"
    assert first["result"]["serverInfo"]["name"] == "yipan"
    tools = second["result"]["tools"]
    assert [t["name"] for t in tools] == ["facts", "why", "check", "settle", "conflicts", "cite"]
    assert all(t["inputSchema"]["type"] == "object" and t["description"] for t in tools)


def test_tools_answer_with_source_and_reason(server):
    """Facts name the one that counts; why leads to the source; cite gives three forms."""
    facts = call(server, "facts", indicator="GDP", party=["北京"], period=["2014"])
    thing = facts["structuredContent"]["things"][0]
    assert thing["chosen"]
    assert json.loads(facts["content"][0]["text"]) == facts["structuredContent"]
    why = call(server, "why", id=thing["chosen"])["content"][0]["text"]
    assert "NBS-GDP-5" in why
    for name in (thing["chosen"], "D0"):
        cited = call(server, "cite", id=name)["structuredContent"]
        assert cited["bibtex"].startswith("@")
        assert "pin=" in cited["link"]
    assert call(server, "conflicts", indicator="GDP")["structuredContent"]["found"] > 5


def test_a_link_is_a_whole_address(server):
    """Of the workbench that is known; else of this machine, with the command that opens it."""
    cited = call(server, "cite", id="D0")["structuredContent"]
    assert cited["link"].startswith("http://127.0.0.1:8765/jingjinji/source/D0?")
    assert cited["open"] == "yipan serve --board jingjinji"
    known = Server(server.shelf, "https://yipan.example.org/")
    cited = call(known, "cite", id=FACT)["structuredContent"]
    assert cited["link"].startswith(f"https://yipan.example.org/jingjinji/why/{FACT}?")
    assert cited["link"] in cited["gbt7714"]
    assert "open" not in cited


def test_a_text_is_checked_and_a_compact_settled(server):
    """A false sum is found; 3.5 less 2 亿元 is 1.5."""
    text = "三地分别为4.28万亿元、1.67万亿元和4.34万亿元,合计10.44万亿元。"
    checked = call(server, "check", text=text, against_board=False)["structuredContent"]
    assert checked["summary"]["inconsistent_hard"] >= 1
    facts = (
        "party,indicator,period,value,unit,to_party\n冀,应得补偿,2018,35000,万元,\n"
        "京,预拨,2018,20000,万元,冀\n"
    )
    moves = call(server, "settle", compact="eco-miyun-1", facts=facts)["structuredContent"]["moves"]
    assert "15000000000" in [m["qty"] for m in moves]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("facts", {"indicator": "gdq"}), ("facts", {}), ("facts", {"indicator": "gdp", "odd": 1}),
        ("facts", {"indicator": 3}), ("facts", {"indicator": "gdp", "party": [1]}),
        ("why", {"id": "../../etc/passwd"}), ("settle", {"compact": "/etc/passwd", "facts": "a"}),
        ("facts", {"indicator": "gdp", "board": "/etc"}),
        ("facts", {"indicator": "gdp", "as_of": "x"}),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_result_with_an_error(server, tool, arguments):
    """isError, one line in both languages; no traceback."""
    result = call(server, tool, **arguments)
    assert result["isError"]
    error = result["structuredContent"]["error"]
    assert error["zh"]
    assert error["en"]
    assert "Traceback" not in result["content"][0]["text"]


@pytest.mark.parametrize(
    ("line", "code"),
    [("{", -32700), ("[" * 100_000, -32700), ("3", -32600), ('{"id":1}', -32600),
     ('{"id":1,"method":"x"}', -32601), ('{"id":1,"method":"ping","params":[1]}', -32602),
     ('{"id":1,"method":"tools/call","params":{"name":"rm"}}', -32602)],
)  # fmt: skip
def test_broken_messages_get_the_protocols_codes(server, line, code):
    """JSON-RPC error codes; the server goes on."""
    assert server.line(line)["error"]["code"] == code
    assert server.line('{"id":1,"method":"ping"}')["result"] == {}


def test_it_needs_no_web_extra():
    """Importing the server imports neither FastAPI nor Starlette."""
    code = "import sys, yipan.web.mcp; print({'fastapi', 'starlette'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_every_tool_has_words():
    """Each argument is described."""
    assert all(help for tool in TOOLS for _, help in tool.arguments.values())
