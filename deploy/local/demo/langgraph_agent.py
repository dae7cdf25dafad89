# A LangGraph agent as anyone writes it: a model, tools, a graph of two nodes, streamed. Of the gateway it knows a base URL
# and a key. Once: python3 -m venv .sallyport/python && .sallyport/python/bin/pip install langgraph langchain-openai
# Then: .sallyport/python/bin/python deploy/local/demo/langgraph_agent.py "Use delete_note for Paris"
#
# /// script
# requires-python = ">=3.10"
# dependencies = ["langgraph", "langchain-openai"]
# ///
import json
import os
import pathlib
import sys
import time
from typing import Literal

import httpx
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.config import get_config
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

default_run_file = pathlib.Path(__file__).parents[3] / ".sallyport" / "run.json"
run = json.loads(pathlib.Path(os.environ.get("SALLYPORT_RUN_FILE", default_run_file)).read_text())
connections = run["connections"]
base_url = connections.get("openai", next(iter(connections.values())))["baseUrl"]
question = sys.argv[1] if len(sys.argv) > 1 else "Use get_weather for Paris, then remember to tell ada@example.com"

City = Literal["Berlin", "Lagos", "Lima", "Paris", "Tokyo"]


@tool
def get_weather(city: City) -> str:
    """The weather in a city."""
    return f"Sunny in {city}."


@tool
def remember(about: str) -> str:
    """Writes a note."""
    return f"Noted: {about}"


@tool
def delete_note(city: City) -> str:
    """Deletes the note about a city."""
    return f"The note about {city} is gone."


tools = [get_weather, remember, delete_note]


# Optional: who calls, so that a replay shows graph and node. Works for every node, whoever wrote it.
def tell_node(request: httpx.Request) -> None:
    config = get_config()
    request.headers["x-sallyport-session"] = config["configurable"]["thread_id"]
    request.headers["x-sallyport-graph"] = "weather-agent"
    request.headers["x-sallyport-node"] = config["metadata"]["langgraph_node"]


model = ChatOpenAI(
    model="gpt-4o-mini" if run["mode"] == "openai" else "demo-small",
    api_key=run["identities"]["agent"]["token"],
    base_url=base_url,
    http_client=httpx.Client(event_hooks={"request": [tell_node]}),
)


def assistant(state: MessagesState) -> dict:
    return {"messages": [model.bind_tools(tools).invoke(state["messages"])]}


graph = StateGraph(MessagesState)
graph.add_node("assistant", assistant)
graph.add_node("tools", ToolNode(tools))
graph.add_edge(START, "assistant")
graph.add_conditional_edges("assistant", tools_condition)
graph.add_edge("tools", "assistant")
agent = graph.compile()

last = None
for chunk, metadata in agent.stream(
    {"messages": [{"role": "user", "content": question}]},
    {"configurable": {"thread_id": f"demo-{time.time_ns()}"}},
    stream_mode="messages",
):
    if chunk.id != last:
        print("" if last is None else "\n", f"[{metadata['langgraph_node']}] ", sep="", end="")
    last = chunk.id
    for call in getattr(chunk, "tool_call_chunks", []):
        print(f"\n  {call['name']}" if call["name"] else call["args"] or "", end="")
    print(chunk.text, end="", flush=True)
print()
