"""Asks a running AgentHub, which has the demo, with OpenAI's Python client.

AGENTHUB_TOKEN=… python openai_client.py http://127.0.0.1:8080/api/demo/v1
"""

import os
import sys

import openai

QUESTION = "Show me debt for customer MST 0104985841"
FOLLOW_UP = "and their shipments?"


def check(what, holds, seen):
    if not holds:
        sys.exit(f"openai: {what}: {seen!r}")


def refused(what, kind, call):
    """The error that the call raises, which must be of that kind."""
    try:
        answer = call()
    except kind as error:
        return error
    except openai.OpenAIError as error:
        sys.exit(f"openai: {what}: {error!r}")
    sys.exit(f"openai: {what}: it was answered: {answer!r}")


def say(client, model, text, **more):
    return client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": text}], **more
    )


url = sys.argv[1]
# Nothing is tried twice: an answer that comes only then is none.
client = openai.OpenAI(base_url=url, api_key=os.environ["AGENTHUB_TOKEN"], max_retries=0)

models = [model.id for model in client.models.list()]
check("models", models[0] == "auto" and "AgentDebt" in models, models)
check("one model", client.models.retrieve("AgentDebt").owned_by == "demo", models)

whole = say(client, "auto", QUESTION, temperature=0.2, user="somebody")
text = whole.choices[0].message.content
check("a completion", "15,432.50" in text, text)
check("its end", whole.choices[0].finish_reason == "stop" and whole.choices[0].message.role == "assistant", whole)
usage = whole.usage
check("its usage", usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, usage)
ours = whole.model_extra["agenthub"]
check("its agent", ours["agent"] == "AgentDebt" and ours["status"] == "success", ours)
check("its data", str(ours["data"]).find("15432.5") >= 0, ours["data"])

follow_up = say(client, "auto", FOLLOW_UP, extra_body={"agenthub": {"session_id": ours["session_id"]}})
check("a follow-up in a session", "ABC123" in follow_up.choices[0].message.content, follow_up)
check("its session", follow_up.model_extra["agenthub"]["session_id"] == ours["session_id"], follow_up)

chunks = list(say(client, "AgentDebt", QUESTION, stream=True, stream_options={"include_usage": True}))
check("chunks", len(chunks) > 3 and len({chunk.id for chunk in chunks}) == 1, chunks)
streamed = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
check("a streamed completion", streamed.endswith(text), streamed)
ends = [chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason]
check("its end", len(ends) == 1 and ends[0].choices[0].finish_reason == "stop", ends)
check("its reply", ends[0].model_extra["agenthub"]["agent"] == "AgentDebt", ends)
check("its usage", chunks[-1].choices == [] and chunks[-1].usage.total_tokens == usage.total_tokens, chunks[-1])

with client.chat.completions.with_streaming_response.create(
    model="auto", messages=[{"role": "user", "content": QUESTION}], stream=True
) as response:
    kind = response.headers["content-type"]
    check("a stream's type", kind == "text/event-stream; charset=utf-8", kind)

error = refused("an unknown model", openai.NotFoundError, lambda: say(client, "AgentNobody", QUESTION))
check("its code", error.code == "model_not_found" and error.param == "model", error.body)
error = refused("an unknown streamed", openai.NotFoundError, lambda: say(client, "AgentNobody", QUESTION, stream=True))
check("its code", error.code == "model_not_found", error.body)
tools = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
error = refused("tools", openai.BadRequestError, lambda: say(client, "auto", QUESTION, tools=tools))
check("what was wrong", error.param == "tools" and error.code == "invalid_body", error.body)
stranger = openai.OpenAI(base_url=url, api_key="wrong", max_retries=0)
error = refused("a wrong token", openai.AuthenticationError, lambda: say(stranger, "auto", QUESTION))
check("its code", error.code == "invalid_token", error.body)
error = refused("another tenant", openai.PermissionDeniedError,
                lambda: client.with_options(base_url=url.replace("/demo/", "/other/")).models.list())
check("its code", error.code == "wrong_tenant", error.body)
