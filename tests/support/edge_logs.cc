#include "support/edge_logs.h"

#include <zlib.h>

#include <cstdlib>

namespace pictor::test {

std::string edge_log_line(const EdgeLogLine& line) {
  const std::vector<std::string> fields = {line.day,
                                           "08:12:13",
                                           "FRA56-P4",
                                           line.sent,
                                           "198.51.100.7",
                                           line.method,
                                           "d111111abcdef8.cloudfront.net",
                                           line.path,
                                           line.status,
                                           "-",
                                           "Mozilla/5.0%20(X11)",
                                           "-",
                                           "-",
                                           line.result,
                                           "request-id==",
                                           "images.example.com",
                                           "https",
                                           "320",
                                           "0.004",
                                           "-",
                                           "TLSv1.3",
                                           "TLS_AES_128_GCM_SHA256",
                                           line.result,
                                           "HTTP/2.0",
                                           "-",
                                           "-",
                                           "50123",
                                           "0.004",
                                           line.detailed,
                                           "image/webp",
                                           line.length,
                                           "-",
                                           "-"};
  std::string text;
  for (const std::string& field : fields) text += (text.empty() ? "" : "\t") + field;
  return text;
}

std::string edge_log(const std::vector<std::string>& lines) {
  std::string text =
      "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
      "cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header "
      "cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type "
      "cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type "
      "sc-content-type sc-content-len sc-range-start sc-range-end\n";
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string gzipped(const std::string& text) {
  z_stream z{};
  if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string packed(deflateBound(&z, text.size()), '\0');
  std::string copy = text;
  z.next_in = reinterpret_cast<Bytef*>(copy.data());
  z.avail_in = static_cast<uInt>(copy.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  if (deflate(&z, Z_FINISH) != Z_STREAM_END) std::abort();
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

}  // namespace pictor::test
