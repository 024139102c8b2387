"""A stand-in for CloudFront's invalidation API: checks signatures and documents as the service does, throttles, fails and repeats.

The rules are those of the API's model (botocore, cloudfront 2020-05-31) and of the developer guide, written down in the project's notes:
quantities agree, paths begin with a slash or are #tags, a `*` stands only at the end, one caller reference has one content.
"""
import hashlib
import hmac
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

from misbehaving_server import MisbehavingServer

NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"


class Refused(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status, self.code = status, code


def check_signature(method, path, query, headers, body, access_key, secret_key):
    """Signature V4 of the request, written independently of the server's."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/us-east-1/cloudfront/aws4_request, "
                         r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})", headers.get("Authorization", ""))
    if not found or found[1] != access_key:
        raise Refused(403, "InvalidClientTokenId")
    day, names, signature = found[2], found[3].split(";"), found[4]
    if not {"host", "x-amz-date"} <= set(names) or not headers["x-amz-date"].startswith(day):
        raise Refused(403, "SignatureDoesNotMatch")
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    canonical = "\n".join([method, path, query, lines, ";".join(names), hashlib.sha256(body).hexdigest()])
    scope = f"{day}/us-east-1/cloudfront/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = b"AWS4" + secret_key.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    if hmac.digest(key, text.encode(), "sha256").hex() != signature:
        raise Refused(403, "SignatureDoesNotMatch")


def parse_batch(body):
    """(caller reference, items) of an InvalidationBatch."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Refused(400, "MalformedXML") from None
    name = "{" + NAMESPACE + "}"
    if root.tag != name + "InvalidationBatch" or {c.tag for c in root} != {name + "Paths", name + "CallerReference"}:
        raise Refused(400, "MalformedXML")
    paths = root.find(name + "Paths")
    items = [item.text or "" for item in paths.find(name + "Items")]
    if any(item.tag != name + "Path" for item in paths.find(name + "Items")):
        raise Refused(400, "MalformedXML")
    if int(paths.find(name + "Quantity").text) != len(items) or len(items) != len(set(items)):
        raise Refused(400, "InconsistentQuantities")
    if len(items) > 3000:
        raise Refused(413, "BatchTooLarge")
    for item in items:
        tag = re.fullmatch(r"#[!-+\--~]{1,256}", item)
        path = len(item) <= 4000 and re.fullmatch(r"/[!-)+-~]*\*?", item)
        if not tag and not path:
            raise Refused(400, "InvalidArgument")
    return root.find(name + "CallerReference").text, items


class CloudFrontStandIn(MisbehavingServer):
    """An invalidation is completed when it was asked about `questions` times."""

    FAULTS = ("throttle", "internal_error", "cut_before", "cut_after")

    def __init__(self, distribution="E2QWRUHAPOMQZL", access_key="AKIDEXAMPLE", secret_key="wJalrXUtnFEMI/K7MDENG", seed=1):
        super().__init__(seed)
        self.distribution, self.access_key, self.secret_key = distribution, access_key, secret_key
        self.questions = 1
        self.batches = {}  # caller reference: [id, items, questions left]
        self.repeated = 0
        self.refused = []

    def serve(self, handler, body, fault):
        try:
            if fault == "throttle":
                raise Refused(400, "TooManyInvalidationsInProgress")
            if fault == "internal_error":
                raise Refused(500, "InternalError")
            status, text = self.carry_out(handler.command, handler.path, handler.headers, body)
        except Refused as refused:
            self.refused.append(refused.code)
            status = refused.status
            text = f"<ErrorResponse xmlns='{NAMESPACE}'><Error><Type>Sender</Type><Code>{refused.code}</Code></Error></ErrorResponse>"
        return status, [("Content-Type", "text/xml")], text.encode()

    def carry_out(self, method, target, headers, body):
        parts = urllib.parse.urlsplit(target)
        check_signature(method, parts.path, parts.query, headers, body, self.access_key, self.secret_key)
        found = re.fullmatch(r"/2020-05-31/distribution/([A-Z0-9]+)/invalidation(?:/([A-Z0-9]+))?", parts.path)
        if not found or found[1] != self.distribution:
            raise Refused(404, "NoSuchDistribution")
        with self.lock:
            if method == "POST":
                return 201, self.create(*parse_batch(body))
            if not found[2]:
                return 200, f"<InvalidationList xmlns='{NAMESPACE}'><Quantity>{len(self.batches)}</Quantity></InvalidationList>"
            return 200, self.tell(found[2])

    def create(self, reference, items):
        if reference in self.batches:
            if self.batches[reference][1] != items:
                raise Refused(400, "InvalidationBatchAlreadyExists")
            self.repeated += 1
        else:
            self.batches[reference] = [f"I{len(self.batches):06}", items, self.questions]
        return self.document(self.batches[reference])

    def tell(self, invalidation):
        for batch in self.batches.values():
            if batch[0] == invalidation:
                batch[2] = max(batch[2] - 1, 0)
                return self.document(batch)
        raise Refused(404, "NoSuchInvalidation")

    @staticmethod
    def document(batch):
        status = "Completed" if batch[2] == 0 else "InProgress"
        return f"<Invalidation xmlns='{NAMESPACE}'><Id>{batch[0]}</Id><Status>{status}</Status></Invalidation>"

    def items(self):
        with self.lock:
            return [item for batch in self.batches.values() for item in batch[1]]

    def is_completed(self):
        with self.lock:
            return all(batch[2] == 0 for batch in self.batches.values())
