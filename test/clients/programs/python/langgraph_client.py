"""The langgraph-sdk library against a LangGraph server: threads, runs, state, store."""

from functools import cache

from langgraph_sdk import errors, get_sync_client

from serve import kinds, serve


@cache
def client_of(base, token):
    return get_sync_client(url=base, api_key=token)


def client(asked):
    return client_of(asked["base"], asked["token"])


def input_of(asked):
    return {"messages": [{"role": "user", "content": asked["prompt"]}]}


def told(values):
    messages = values["messages"]
    return {"types": [message["type"] for message in messages], "text": messages[-1]["content"]}


def wait(asked):
    thread = client(asked).threads.create()
    values = client(asked).runs.wait(thread["thread_id"], asked["model"], input=input_of(asked))
    return told(values)


def stream(asked):
    thread = client(asked).threads.create()
    modes = ["values", "messages-tuple"]
    runs = client(asked).runs
    events = list(
        runs.stream(thread["thread_id"], asked["model"], input=input_of(asked), stream_mode=modes)
    )
    last = [part.data for part in events if part.event == "values"][-1]
    return {**told(last), "events": sorted({part.event for part in events})}


def stateless(asked):
    return told(client(asked).runs.wait(None, asked["model"], input=input_of(asked)))


def state(asked):
    thread = client(asked).threads.create()["thread_id"]
    client(asked).runs.wait(thread, asked["model"], input=input_of(asked))
    return told(client(asked).threads.get_state(thread)["values"])


def store(asked):
    client(asked).store.put_item(["people"], key="ada", value={"note": asked["prompt"]})
    item = client(asked).store.get_item(["people"], key="ada")
    return {"text": item["value"]["note"]}


CASES = {"wait": wait, "streamRun": stream, "stateless": stateless, "state": state, "store": store}

serve(CASES, kinds(errors))
