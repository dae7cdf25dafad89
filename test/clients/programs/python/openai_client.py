"""The openai library: chat completions (`chat`) or the responses API (`responses`), and embeddings."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import openai
from pydantic import BaseModel

from serve import CITY, kinds, serve


class Person(BaseModel):
    name: str
    age: int


@cache
def client_of(base, token):
    return openai.OpenAI(base_url=base, api_key=token)


def client(asked):
    return client_of(asked["base"], asked["token"])


def said(asked):
    return {"model": asked["model"], "messages": [{"role": "user", "content": asked["prompt"]}]}


def offered(names):
    function = lambda name: {"name": name, "description": "A tool.", "parameters": CITY}
    return [{"type": "function", "function": function(name)} for name in names]


def with_calls(message):
    calls = [call.function for call in message.tool_calls or []]
    return {
        "calls": [{"name": call.name, "arguments": json.loads(call.arguments)} for call in calls],
        "text": message.content,
        "refusal": message.refusal,
    }


def batch_of(one):
    def batch(asked):
        with ThreadPoolExecutor(3) as pool:
            answers = pool.map(lambda prompt: one({**asked, "prompt": prompt}), asked["prompts"])
            return {"texts": [answer["text"] for answer in answers]}

    return batch


def chat_invoke(asked):
    answer = client(asked).chat.completions.create(**said(asked))
    return {"text": answer.choices[0].message.content, "tokens": answer.usage.total_tokens}


def chat_stream(asked):
    pieces = []
    tokens = None
    for chunk in client(asked).chat.completions.create(**said(asked), stream=True):
        if chunk.choices and chunk.choices[0].delta.content:
            pieces.append(chunk.choices[0].delta.content)
        if chunk.usage:
            tokens = chunk.usage.total_tokens
    return {"pieces": len(pieces), "text": "".join(pieces), "tokens": tokens}


def chat_tools(asked):
    answer = client(asked).chat.completions.create(**said(asked), tools=offered(asked["tools"]))
    return with_calls(answer.choices[0].message)


def chat_stream_tools(asked):
    tools = offered(asked["tools"])
    with client(asked).chat.completions.stream(**said(asked), tools=tools) as stream:
        return with_calls(stream.get_final_completion().choices[0].message)


def chat_structured(asked):
    answer = client(asked).chat.completions.parse(**said(asked), response_format=Person)
    return {"value": answer.choices[0].message.parsed.model_dump()}


def unknown_members(asked):
    more = {"seed": 12345678901234567890, "x_own": {"float": 1.0, "ü": None}}
    answer = client(asked).chat.completions.create(**said(asked), extra_body=more)
    return {"text": answer.choices[0].message.content}


def asked_input(asked):
    return {"model": asked["model"], "input": asked["prompt"]}


def with_function_calls(answer):
    calls = [item for item in answer.output if item.type == "function_call"]
    parts = [part for item in answer.output if item.type == "message" for part in item.content]
    return {
        "calls": [{"name": call.name, "arguments": json.loads(call.arguments)} for call in calls],
        "text": answer.output_text,
        "refusal": next((part.refusal for part in parts if part.type == "refusal"), None),
    }


def responses_invoke(asked):
    answer = client(asked).responses.create(**asked_input(asked))
    return {"text": answer.output_text, "tokens": answer.usage.total_tokens}


def responses_stream(asked):
    pieces = []
    tokens = None
    for event in client(asked).responses.create(**asked_input(asked), stream=True):
        if event.type == "error":
            # The library hands it out like any other event.
            raise RuntimeError(event.message)
        if event.type == "response.output_text.delta":
            pieces.append(event.delta)
        if event.type == "response.completed":
            tokens = event.response.usage.total_tokens
    return {"pieces": len(pieces), "text": "".join(pieces), "tokens": tokens}


def function_tools(names):
    return [{"type": "function", "name": name, "parameters": CITY, "strict": True} for name in names]


def responses_tools(asked):
    tools = function_tools(asked["tools"])
    return with_function_calls(client(asked).responses.create(**asked_input(asked), tools=tools))


def responses_stream_tools(asked):
    tools = function_tools(asked["tools"])
    with client(asked).responses.stream(**asked_input(asked), tools=tools) as stream:
        return with_function_calls(stream.get_final_response())


def responses_structured(asked):
    answer = client(asked).responses.parse(**asked_input(asked), text_format=Person)
    return {"value": answer.output_parsed.model_dump()}


def embed(asked):
    answer = client(asked).embeddings.create(model=asked["model"], input=asked["texts"])
    return {"vectors": [row.embedding for row in answer.data]}


CHAT = {
    "invoke": chat_invoke,
    "stream": chat_stream,
    "batch": batch_of(chat_invoke),
    "tools": chat_tools,
    "streamTools": chat_stream_tools,
    "structured": chat_structured,
    "unknownMembers": unknown_members,
    "embed": embed,
}
RESPONSES = {
    "invoke": responses_invoke,
    "stream": responses_stream,
    "batch": batch_of(responses_invoke),
    "tools": responses_tools,
    "streamTools": responses_stream_tools,
    "structured": responses_structured,
}

serve(RESPONSES if sys.argv[1] == "responses" else CHAT, kinds(openai))
