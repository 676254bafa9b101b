"""Lets schemathesis get past the front desk: some of its calls are made in a session that a card has proven, or name an
issuance that there is. The others stay as it made them up.

CONTRACT_FOLDER is what `kiosk-sim cloud --directory` wrote, with `card.pem` and `card.key` of one resident in it."""

import base64
import os
import re
import secrets
import subprocess

import requests
import schemathesis

FOLDER = os.environ["CONTRACT_FOLDER"]
URL = os.environ["CONTRACT_URL"]
KIOSK = "kiosk-0001"

calls = requests.Session()
calls.trust_env = False  # no other list of anchors
calls.verify = f"{FOLDER}/cloud-anchors.pem"
calls.cert = (f"{FOLDER}/kiosk.pem", f"{FOLDER}/kiosk.key")
counter = 0


def post(path, body):
    answer = calls.post(URL + path, json=body, timeout=20)
    answer.raise_for_status()
    return answer.json()


def signed(message):
    return subprocess.run(
        ["/usr/bin/openssl", "dgst", "-sha256", "-sign", f"{FOLDER}/card.key"], input=message, capture_output=True,
        check=True).stdout


def proof(session):
    """The proof that openapi.yaml describes, made by openssl."""
    message = b"\0".join(
        [b"madoguchi-proof-v1", KIOSK.encode(), session["sessionId"].encode(), base64.b64decode(session["challenge"])])
    pem = open(f"{FOLDER}/card.pem").read()
    certificate = "".join(pem.split("-----")[2].split())
    return {
        "certificate": certificate, "signature": base64.b64encode(signed(message)).decode(),
        "algorithm": "rsa-pkcs1-sha256"}


def new_session():
    return post("/v1/sessions", {"requestId": secrets.token_hex(16)})


def order():
    return {
        "requestId": secrets.token_hex(16), "kind": "residence-record",
        "options": ["domicile:omitted", "household:whole", "relationship:shown"], "copies": 1, "fee": 300}


class Live:
    """A proven session and an issuance in it, made anew now and then."""

    session = issuance = None

    @classmethod
    def renew(cls):
        session = new_session()
        entitlement = post(f"/v1/sessions/{session['sessionId']}/proof", proof(session))
        assert entitlement["municipality"]["code"] == "13113", "the card is not the one that the order below is for"
        cls.session = session["sessionId"]
        cls.issuance = post(f"/v1/sessions/{cls.session}/issuances", order())["issuanceId"]


@schemathesis.hook
def before_call(context, case, kwargs):
    global counter
    counter += 1
    parameters = case.path_parameters or {}
    named = next((name for name in ("sessionId", "issuanceId") if name in parameters), None)
    if named is None or not re.fullmatch("[0-9a-f]{32}", str(parameters[named])):
        return
    if Live.session is None or counter % 40 == 0:
        Live.renew()
    if named == "issuanceId":
        parameters[named] = Live.issuance
        return
    parameters[named] = Live.session
    # Of what is made up, no proof holds and no fee is right: every third one is made well.
    if counter % 3 or not isinstance(case.body, dict):
        return
    if case.operation.path.endswith("/proof"):
        session = new_session()
        parameters[named] = session["sessionId"]
        case.body = proof(session)
    elif case.operation.path.endswith("/issuances"):
        case.body = order()
