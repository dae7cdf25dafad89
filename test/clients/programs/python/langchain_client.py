"""LangChain's chat models: of langchain-openai (`openai`, `openai-responses`) or langchain-anthropic (`anthropic`)."""

import sys
from functools import cache

import anthropic
import openai
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from pydantic import BaseModel

from serve import CITY, kinds, serve

WHICH = sys.argv[1]


class Person(BaseModel):
    """A person."""

    name: str
    age: int


@cache
def model_named(model, base, token):
    if WHICH == "anthropic":
        return ChatAnthropic(model=model, api_key=token, base_url=base)
    use_responses_api = WHICH == "openai-responses"
    return ChatOpenAI(model=model, api_key=token, base_url=base, use_responses_api=use_responses_api)


def model_of(asked):
    return model_named(asked["model"], asked["base"], asked["token"])


def offered(names):
    function = lambda name: {"name": name, "description": "A tool.", "parameters": CITY}
    return [{"type": "function", "function": function(name)} for name in names]


def with_calls(message):
    return {
        "calls": [{"name": call["name"], "arguments": call["args"]} for call in message.tool_calls],
        "text": message.text,
        "refusal": message.additional_kwargs.get("refusal"),
    }


def invoke(asked):
    message = model_of(asked).invoke(asked["prompt"])
    return {"text": message.text, "tokens": message.usage_metadata["total_tokens"]}


def stream(asked):
    whole = None
    pieces = 0
    for chunk in model_of(asked).stream(asked["prompt"]):
        pieces += 1 if chunk.text else 0
        whole = chunk if whole is None else whole + chunk
    usage = whole.usage_metadata
    return {"pieces": pieces, "text": whole.text, "tokens": usage["total_tokens"] if usage else None}


def batch(asked):
    return {"texts": [message.text for message in model_of(asked).batch(asked["prompts"])]}


def tools(asked):
    return with_calls(model_of(asked).bind_tools(offered(asked["tools"])).invoke(asked["prompt"]))


def stream_tools(asked):
    whole = None
    for chunk in model_of(asked).bind_tools(offered(asked["tools"])).stream(asked["prompt"]):
        whole = chunk if whole is None else whole + chunk
    return with_calls(whole)


def structured(asked):
    person = model_of(asked).with_structured_output(Person).invoke(asked["prompt"])
    return {"value": person.model_dump()}


def embed(asked):
    # Counting tokens before sending would fetch a vocabulary from the internet.
    embeddings = OpenAIEmbeddings(
        model=asked["model"],
        api_key=asked["token"],
        base_url=asked["base"],
        check_embedding_ctx_length=False,
    )
    return {"vectors": embeddings.embed_documents(asked["texts"])}


CASES = {
    "invoke": invoke,
    "stream": stream,
    "batch": batch,
    "tools": tools,
    "streamTools": stream_tools,
    "structured": structured,
    "embed": embed,
}

serve(CASES, kinds(anthropic if WHICH == "anthropic" else openai))
