// Signatures of AWS's own signer over keys made here, as JSON on standard output: what tests compare ours with.
//   cd tools/cloudfront_vectors && npm install && node make.mjs > ../../tests/unit/cdn/cloudfront_vectors.json
import { getSignedCookies, getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { generateKeyPairSync } from "node:crypto";

const pem = { publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } };
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048, ...pem });
const ecdsa = generateKeyPairSync("ec", { namedCurve: "P-256", ...pem });
const keyPairId = "K2JCJMDEHXQW5F";
const until = "2027-01-15T08:00:00Z", from = "2027-01-14T08:00:00Z";

const terms = [{ until }, { until, from }, { until, cidr: "192.0.2.0/24" }, { until, from, cidr: "203.0.113.7" }];
const urls = [
  "https://d111111abcdef8.cloudfront.net/t/acme/img_0000/card.webp",
  "https://d111111abcdef8.cloudfront.net/t/acme/img_0000?w=800&fit=cover&s=AbC_-.9",
  "http://images.example.com/t/acme/x",
];
const cases = [];
for (const hash of ["SHA1", "SHA256"]) {
  for (const t of terms) {
    const options = { keyPairId, privateKey: rsa.privateKey, algorithm: hash, dateLessThan: t.until, dateGreaterThan: t.from, ipAddress: t.cidr };
    for (const url of urls) cases.push({ kind: "url", hash, ...t, url, expected: getSignedUrl({ url, ...options }) });
    const prefix = "https://d111111abcdef8.cloudfront.net/t/acme/";
    const policy = { Statement: [{ Resource: prefix + "*", Condition: { DateLessThan: { "AWS:EpochTime": Date.parse(t.until) / 1000 } } }] };
    if (t.from) policy.Statement[0].Condition.DateGreaterThan = { "AWS:EpochTime": Date.parse(t.from) / 1000 };
    if (t.cidr) policy.Statement[0].Condition.IpAddress = { "AWS:SourceIp": t.cidr.includes("/") ? t.cidr : t.cidr + "/32" };
    const cookies = getSignedCookies({ keyPairId, privateKey: rsa.privateKey, algorithm: hash, policy: JSON.stringify(policy) });
    cases.push({ kind: "cookies", hash, ...t, url: prefix, expected: cookies });
  }
}
console.log(JSON.stringify({ note: "made by tools/cloudfront_vectors/make.mjs; the keys are of these tests alone",
  key_id: keyPairId, rsa: rsa.privateKey, ecdsa: ecdsa.privateKey, ecdsa_public: ecdsa.publicKey, cases }, null, 1));
