#include "http/handlers/ready_answers.h"

#include <atomic>

#include "app/memory_blob.h"
#include "delivery/cache_tags.h"
#include "delivery/client_hints.h"
#include "delivery/negotiation.h"
#include "observe/metrics.h"

namespace pictor::http {
namespace {

/// Who makes an answer anew once it is no longer good.
enum class Renewal { kNobody, kUnderWay, kRefused };

struct ReadyAnswer {
  Response response;  ///< its body in memory
  Deadline good_until{};
  std::optional<Time> expires;
  std::optional<Time> key_retires;
  delivery::Permanence permanence = delivery::Permanence::kForNow;
  mutable std::atomic<Renewal> renewal = Renewal::kNobody;

  bool is_new(Deadline now) const { return now < good_until; }
  /// Whether it may be given now. The first who asks when it is no longer good is told no, and makes another.
  bool may_be_given(Deadline now) const {
    if (is_new(now)) return true;
    if (now >= good_until + kStaleFor) return false;
    Renewal renewal_before = Renewal::kNobody;
    if (renewal.compare_exchange_strong(renewal_before, Renewal::kUnderWay)) return false;
    return renewal_before == Renewal::kUnderWay;
  }
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

}  // namespace

delivery::HintFields hint_fields(const Request& request) {
  const Headers& headers = request.headers;
  return {headers.joined("Sec-CH-DPR"), headers.joined("Sec-CH-Width"), headers.joined("Save-Data")};
}

namespace {

std::shared_ptr<const ReadyAnswer> find(const ApiScope& scope, const Request& request) {
  delivery::ByteCache& cache = scope.deps.ready_answers;
  auto answer = cache.find(key_of(request, kEverybody));
  if (!answer) answer = cache.find(key_of(request, token_of(request)));
  return std::static_pointer_cast<const ReadyAnswer>(std::move(answer));
}

/// What is kept for `request`, if its life has not ended and `is_good` of its age.
template <class IsGood>
std::optional<Response> given_if(const ApiScope& scope, const Request& request, IsGood is_good) {
  static const observe::Counter given("pictor_ready_answers_total");
  const auto answer = find(scope, request);
  const Time now = scope.deps.clock.now();
  if (!answer || is_past(answer->expires, now) || is_past(answer->key_retires, now)) return std::nullopt;
  if (!is_good(*answer, scope.steady_now())) return std::nullopt;
  given.add();
  Response response = answer->response;
  if (answer->expires)
    response.headers.set("Cache-Control", delivery::cache_control(answer->permanence, now, answer->expires));
  return response;
}

}  // namespace

std::optional<Response> find_ready_answer(const ApiScope& scope, const Request& request) {
  if (!request.query.empty()) return std::nullopt;
  return given_if(scope, request, [](const ReadyAnswer& answer, Deadline now) { return answer.may_be_given(now); });
}

std::optional<Response> find_new_answer(const ApiScope& scope, const Request& request) {
  return given_if(scope, request, [](const ReadyAnswer& answer, Deadline now) { return answer.is_new(now); });
}

void keep_ready(const ApiScope& scope, delivery::CacheTicket ticket, const Request& request,
                const app::Delivered& delivered, const Response& response) {
  delivery::ByteCache& cache = scope.deps.ready_answers;
  std::string key = key_of(request, delivered.content.negotiated ? token_of(request) : kEverybody);
  const std::size_t bytes = static_cast<std::size_t>(delivered.content.blob->size()) + key.size() + kOverhead;
  if (bytes > cache.largest_value()) return;
  auto blob = app::keep_at_hand(delivered.content.blob);
  if (!blob) return;  // the client's own answer will say what is wrong
  auto answer = std::make_shared<ReadyAnswer>();
  answer->response = response;
  answer->response.headers.prepare();
  answer->good_until = scope.steady_now() + kReadyFor;
  answer->expires = delivered.until;
  answer->key_retires = delivered.key_retires;
  answer->permanence = delivered.permanence;
  const std::int64_t length = (*blob)->size();
  answer->response.body = BlobBody{.blob = std::move(*blob), .length = length};
  std::vector<std::string> groups;
  groups.reserve(delivered.content.tags.size());
  for (const delivery::CacheTag& tag : delivered.content.tags) groups.push_back(tag.str());
  cache.insert(ticket, std::move(key), std::move(groups), bytes, std::move(answer));
}

void drop_stale(const ApiScope& scope, const Request& request) {
  if (const auto answer = find(scope, request)) answer->renewal = Renewal::kRefused;
}

}  // namespace pictor::http
