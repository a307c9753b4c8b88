"""The OpenAPI document of a sandbox: valid, complete, and true."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from ootb_events.sandbox import Fault, Sandbox, Settings
from ootb_events.sandbox._app import application
from sandbox_client import JSON, call, deposit, get, report, stream

OPERATION = {"operationId", "summary", "security", "parameters", "requestBody", "responses"}


@pytest.fixture(scope="module")
def box():
    with Sandbox(Settings(keep=50)) as served:
        yield served


@pytest.fixture(scope="module")
def document(box):
    return get(box, "/api/openapi.json")


def resolved(document, schema):
    """Make a validator of a schema of the document."""
    definitions = document["components"]["schemas"]
    return Draft202012Validator({**schema, "components": {"schemas": definitions}})


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def test_the_document_has_the_structure_of_openapi_3_1(document):
    assert set(document) == {"openapi", "info", "paths", "components", "security"}
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(document["info"])
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for method, path, operation in operations(document):
        assert method in {"GET", "POST", "PUT", "DELETE"}
        assert set(operation) <= OPERATION
        assert {"operationId", "summary", "responses"} <= set(operation)
        in_path = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert in_path == set(re.findall("{(.*?)}", path))
        for parameter in operation.get("parameters", ()):
            assert parameter["in"] in {"path", "query", "header"}
            assert parameter.get("required", False) == (parameter["in"] == "path")
            Draft202012Validator.check_schema(parameter["schema"])
        for status, response in operation["responses"].items():
            assert re.fullmatch("[1-5][0-9][0-9]|default", status)
            assert response["description"]
            for content in response.get("content", {}).values():
                Draft202012Validator.check_schema(content["schema"])
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    used = set(re.findall('"#/components/schemas/([A-Za-z]+)"', json.dumps(document)))
    assert used == set(schemas)


def test_every_route_is_in_it_and_nothing_else(box, document):
    app = application(box._inbox, None, box._guard)
    routes = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.method != "HEAD"
    }
    pages = {("GET", "/"), ("GET", "/page/{file}")}
    assert routes - pages == {(method, path) for method, path, _ in operations(document)}


def ask(box, document, method, path, *, fill="", body=None, headers=None):
    """Ask, and hold the question and the answer to the document."""
    operation = document["paths"][path][method.lower()]
    if body is not None:
        wanted = operation["requestBody"]["content"]["application/json"]["schema"]
        resolved(document, wanted).validate(body)
    got = call(box, method, fill or path, body, headers)
    responses = operation["responses"]
    response = responses.get(str(got.status)) or responses["default"]
    if "content" not in response:
        assert got.body == b""
        return got
    kind = got.headers["Content-Type"].partition(";")[0]
    schema = response["content"][kind]["schema"]
    if kind == "application/json":
        resolved(document, schema).validate(got.json)
    return got


def test_every_answer_is_as_it_says(box, document):
    report(box, deposit())
    report(box, deposit(surprising={"a": 1}))
    report(box, b"{")
    box.faults.add(Fault(kind="silence", count=1))
    with pytest.raises(OSError, match="without response"):
        report(box, deposit())
    asked = set()

    def check(method, path, status=200, **how):
        asked.add((method, path))
        got = ask(box, document, method, path, **how)
        assert got.status == status, got

    check("POST", "/reportServer", body=deposit())
    check("POST", "/reportServer", body={})
    check("GET", "/api/events")
    check("GET", "/api/events", 400, fill="/api/events?limit=x")
    for number in range(1, 6):
        check("GET", "/api/events/{number}", fill=f"/api/events/{number}")
    check("GET", "/api/events/{number}", 404, fill="/api/events/99")
    check("GET", "/api/summary")
    check("POST", "/api/expect", 422, body={"events": [{"event": "x", "count": 2}], "within": 0})
    check("POST", "/api/expect", body={"none_bad": False})
    text = {**JSON, "Accept": "text/plain"}
    check("POST", "/api/expect", 422, body={}, headers=text)
    check("GET", "/api/faults")
    check("POST", "/api/faults", 201, body={"kind": "status", "status": 503, "retry_after": 1.5})
    check("PUT", "/api/faults", body={"faults": [{"kind": "latency", "seconds": 0}], "seed": 1})
    check("DELETE", "/api/faults", 204)
    check("POST", "/api/validate", body={"text": json.dumps(deposit(ootb_deposit_amount="1"))})
    check("POST", "/api/validate", body={"text": "{", "profile": None, "version": None})
    check("GET", "/api/catalog")
    for event in get(box, "/api/catalog")["events"]:
        check("GET", "/api/catalog/{key}", fill=f"/api/catalog/{event['event']}")
    check("GET", "/api/catalog/{key}", 404, fill="/api/catalog/x")
    check("GET", "/api/catalog/{key}/example", fill="/api/catalog/ootb_login/example?size=full")
    check("GET", "/api/rules")
    check("GET", "/api/openapi.json")
    check("POST", "/api/reset", 204)
    with stream(box) as live:
        summary = document["components"]["schemas"]["Summary"]
        resolved(document, summary).validate(live.next()[2])
        asked.add(("GET", "/api/stream"))
    assert asked == {(method, path) for method, path, _ in operations(document)}


@pytest.mark.parametrize("path", ["/v2/reportServer", "/x"])
def test_the_endpoint_is_in_it_under_its_path(path):
    with Sandbox(Settings(path=path)) as other:
        assert path in get(other, "/api/openapi.json")["paths"]
