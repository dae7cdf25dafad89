"""The anthropic library: messages."""

import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import anthropic

from serve import CITY, kinds, serve

SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


@cache
def client_of(base, token):
    return anthropic.Anthropic(base_url=base, api_key=token)


def client(asked):
    return client_of(asked["base"], asked["token"])


def said(asked):
    messages = [{"role": "user", "content": asked["prompt"]}]
    return {"model": asked["model"], "max_tokens": 1000, "messages": messages}


def offered(names):
    return [{"name": name, "description": "A tool.", "input_schema": CITY} for name in names]


def text_in(message):
    return "".join(block.text for block in message.content if block.type == "text")


def with_calls(message):
    calls = [block for block in message.content if block.type == "tool_use"]
    return {
        "calls": [{"name": call.name, "arguments": call.input} for call in calls],
        "text": text_in(message),
        "refusal": None,
    }


def tokens_of(message):
    return message.usage.input_tokens + message.usage.output_tokens


def invoke(asked):
    message = client(asked).messages.create(**said(asked))
    return {"text": text_in(message), "tokens": tokens_of(message)}


def stream(asked):
    with client(asked).messages.stream(**said(asked)) as streamed:
        pieces = list(streamed.text_stream)
        message = streamed.get_final_message()
    return {"pieces": len(pieces), "text": "".join(pieces), "tokens": tokens_of(message)}


def batch(asked):
    with ThreadPoolExecutor(3) as pool:
        answers = pool.map(lambda prompt: invoke({**asked, "prompt": prompt}), asked["prompts"])
        return {"texts": [answer["text"] for answer in answers]}


def tools(asked):
    return with_calls(client(asked).messages.create(**said(asked), tools=offered(asked["tools"])))


def stream_tools(asked):
    with client(asked).messages.stream(**said(asked), tools=offered(asked["tools"])) as streamed:
        return with_calls(streamed.get_final_message())


def structured(asked):
    config = {"format": {"type": "json_schema", "schema": SCHEMA}}
    message = client(asked).messages.create(**said(asked), output_config=config)
    return {"value": json.loads(text_in(message))}


CASES = {
    "invoke": invoke,
    "stream": stream,
    "batch": batch,
    "tools": tools,
    "streamTools": stream_tools,
    "structured": structured,
}

serve(CASES, kinds(anthropic))
