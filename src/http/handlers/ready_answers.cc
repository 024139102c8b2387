#include "http/handlers/ready_answers.h"

#include "app/memory_blob.h"
#include "delivery/cache_tags.h"
#include "delivery/client_hints.h"
#include "delivery/negotiation.h"
#include "observe/metrics.h"

namespace pictor::http {
namespace {

struct ReadyAnswer {
  Response response;  ///< its body in memory
  Deadline good_until{};
  std::optional<Time> expires;
  std::optional<Time> key_retires;
  delivery::Permanence permanence = delivery::Permanence::kForNow;
};

/// What an answer takes besides its key and its bytes: headers, nodes of the cache.
constexpr std::size_t kOverhead = 2048;

/// The path says everything but what was negotiated: for whom the format was chosen, `*` for everybody, and what the
/// hints that the path names came to.
std::string key_of(const Request& request, char token) {
  const delivery::HintSet followed = delivery::hints_named_in(request.path);
  std::string key(1, token);
  if (followed.any()) key += delivery::key_of(delivery::client_hints(followed, hint_fields(request)));
  return key + request.path;
}

char token_of(const Request& request) {
  return static_cast<char>('0' + static_cast<int>(delivery::accept_token(request.headers.joined("Accept"))));
}

constexpr char kEverybody = '*';

bool is_past(const std::optional<Time>& end, Time now) { return end && now >= *end; }

std::shared_ptr<const ReadyAnswer> find(delivery::ByteCache& cache, const std::string& key) {
  return std::static_pointer_cast<const ReadyAnswer>(cache.find(key));
}

}  // namespace

delivery::HintFields hint_fields(const Request& request) {
  const Headers& headers = request.headers;
  return {headers.joined("Sec-CH-DPR"), headers.joined("Sec-CH-Width"), headers.joined("Save-Data")};
}

std::optional<Response> find_ready_answer(const ApiScope& scope, const Request& request) {
  if (!request.query.empty()) return std::nullopt;
  delivery::ByteCache& cache = scope.deps.ready_answers;
  auto answer = find(cache, key_of(request, kEverybody));
  if (!answer) answer = find(cache, key_of(request, token_of(request)));
  const bool good = answer && std::chrono::steady_clock::now() < answer->good_until;
  const Time now = scope.deps.clock.now();
  if (!good || is_past(answer->expires, now) || is_past(answer->key_retires, now)) return std::nullopt;
  observe::count("pictor_ready_answers_total");
  Response response = answer->response;
  if (answer->expires)
    response.headers.set("Cache-Control", delivery::cache_control(answer->permanence, now, answer->expires));
  return response;
}

void keep_ready(const ApiScope& scope, delivery::CacheTicket ticket, const Request& request,
                const app::Delivered& delivered, const Response& response) {
  delivery::ByteCache& cache = scope.deps.ready_answers;
  std::string key = key_of(request, delivered.content.negotiated ? token_of(request) : kEverybody);
  const std::size_t bytes = static_cast<std::size_t>(delivered.content.blob->size()) + key.size() + kOverhead;
  if (bytes > cache.largest_value()) return;
  auto blob = app::copy_to_memory(*delivered.content.blob);
  if (!blob) return;  // the client's own answer will say what is wrong
  auto answer =
      std::make_shared<ReadyAnswer>(ReadyAnswer{response, std::chrono::steady_clock::now() + kReadyFor, delivered.until,
                                                delivered.key_retires, delivered.permanence});
  const std::int64_t length = (*blob)->size();
  answer->response.body = BlobBody{.blob = std::move(*blob), .length = length};
  std::vector<std::string> groups;
  groups.reserve(delivered.content.tags.size());
  for (const delivery::CacheTag& tag : delivered.content.tags) groups.push_back(tag.str());
  cache.insert(ticket, std::move(key), std::move(groups), bytes, std::move(answer));
}

}  // namespace pictor::http
