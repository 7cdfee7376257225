"""The agents: how each is run without a person at it, and what it is told to leave alone.

The variables and settings are those of the agents' own documentation: no telemetry, no updates,
no reports. What they send all the same meets a policy that refuses every host that is no AI.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gateway.engine.admission import SOCKET_MESSAGE
from gateway.standin.calling import MARK
from tests.kit.gate import ROOT
from tests.kit.policy import ANTHROPIC, GEMINI, OPENAI

FOLDER = ROOT / ".agents"
NPM = "node_modules/.bin/"


class Tools(Protocol):
    """What makes the stand-in use an agent's tools, and the options with which they are unasked."""

    @property
    def options(self) -> tuple[str, ...]: ...

    def reads(self, file: Path) -> str: ...

    def writes(self, file: Path, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class FileTools:
    """Tools that take a file's path (their argument `path`), and what shall stand in it."""

    read: str
    write: str
    path: str
    options: tuple[str, ...] = ()

    def reads(self, file: Path) -> str:
        return _call(self.read, {self.path: str(file)})

    def writes(self, file: Path, text: str) -> str:
        return _call(self.write, {self.path: str(file), "content": text})


@dataclass(frozen=True, slots=True)
class Shell:
    """A tool that runs a command. `tee` shows what it writes, and so the model is told again."""

    tool: str
    options: tuple[str, ...] = ()

    def reads(self, file: Path) -> str:
        return _call(self.tool, {"cmd": shlex.join(["cat", str(file)])})

    def writes(self, file: Path, text: str) -> str:
        said = shlex.join(["printf", "%s", text])
        return _call(self.tool, {"cmd": f"{said} | {shlex.join(['tee', str(file)])}"})


def _call(tool: str, arguments: Mapping[str, str]) -> str:
    return f"{MARK}{tool} {json.dumps(arguments, ensure_ascii=False)}"


@dataclass(frozen=True, slots=True)
class Agent:
    """A program under .agents. The prompt is its last argument, or (`by_words`) its last ones.

    `key` is the variable that holds its API key, `home` files that stand in its home, `refused`
    its exit status once an AI has refused it, `method` how the trail names what it says, `tools`
    those by which it works on files.
    """

    name: str
    program: str
    arguments: tuple[str, ...]
    host: str
    key: str
    environment: Mapping[str, str] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    refused: int = 1
    method: str = "POST"
    tools: Tools | None = None
    by_words: bool = False

    def command(self, prompt: str) -> list[str]:
        options = self.tools.options if self.tools else ()
        said = prompt.split(" ") if self.by_words else [prompt]
        return [str(FOLDER / self.program), *options, *self.arguments, *said]


CLAUDE_CODE = Agent(
    "Claude Code",
    NPM + "claude",
    ("-p",),
    ANTHROPIC,
    "ANTHROPIC_API_KEY",
    {"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"},
    tools=FileTools("Read", "Write", "file_path", ("--allowedTools=Read,Write",)),
)

CODEX_CONFIG = """\
check_for_update_on_startup = false
analytics.enabled = false
otel.exporter = "none"
"""
SHELL = Shell(
    "exec_command", ("-c", "model=gpt-5.1-codex", "-c", "sandbox_mode=danger-full-access")
)
"""A model to which Codex gives its tools one by one; its sandbox needs rights that a test lacks."""

CODEX = Agent(
    "Codex, over its WebSocket",
    NPM + "codex",
    ("exec", "--skip-git-repo-check"),
    OPENAI,
    "CODEX_API_KEY",
    home={".codex/config.toml": CODEX_CONFIG},
    tools=SHELL,
    method=SOCKET_MESSAGE,
)
CODEX_HTTP = Agent(
    "Codex, over HTTPS",
    NPM + "codex",
    ("exec", "--skip-git-repo-check"),
    OPENAI,
    "CODEX_API_KEY",
    home={
        ".codex/config.toml": f"""\
model_provider = "plain"
{CODEX_CONFIG}
[model_providers.plain]
name = "OpenAI without WebSocket"
base_url = "https://{OPENAI}/v1"
env_key = "CODEX_API_KEY"
wire_api = "responses"
supports_websockets = false
"""
    },
    tools=SHELL,
)
GEMINI_CLI = Agent(
    "Gemini CLI",
    NPM + "gemini",
    ("-p",),
    GEMINI,
    "GEMINI_API_KEY",
    {"GEMINI_CLI_TRUST_WORKSPACE": "true", "GEMINI_TELEMETRY_ENABLED": "false"},
    {
        ".gemini/settings.json": '{"privacy": {"usageStatisticsEnabled": false},'
        ' "general": {"enableAutoUpdate": false}}'
    },
    tools=FileTools("read_file", "write_file", "file_path", ("--approval-mode=auto_edit",)),
)
OPENCODE = Agent(
    "opencode",
    NPM + "opencode",
    ("run", "-m", "openai/gpt-4o"),
    OPENAI,
    "OPENAI_API_KEY",
    {
        "OPENCODE_DISABLE_AUTOUPDATE": "1",
        "OPENCODE_DISABLE_MODELS_FETCH": "1",
        "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
    },
    tools=FileTools("read", "write", "filePath"),
    by_words=True,  # it puts an argument with blanks in it in quotation marks
)
AIDER = Agent(
    "aider",
    "aider/bin/aider",
    ("--model=openai/gpt-4o", "--edit-format=whole", "--no-git", "--yes-always", "--message"),
    OPENAI,
    "OPENAI_API_KEY",
    {
        "AIDER_ANALYTICS": "false",
        "AIDER_CHECK_UPDATE": "false",
        "AIDER_SHOW_RELEASE_NOTES": "false",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    },
    refused=0,
)

AGENTS = (CLAUDE_CODE, CODEX, CODEX_HTTP, GEMINI_CLI, OPENCODE, AIDER)
