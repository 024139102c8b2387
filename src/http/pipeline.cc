#include "http/pipeline.h"

#include "http/middleware/authenticate.h"
#include "http/middleware/body_source.h"
#include "http/middleware/conditions.h"
#include "http/middleware/request_id.h"
#include "http/problem.h"
#include "observe/log.h"

namespace pictor::http {
namespace {

/// Failures of ours, with their cause, once and with the request id; failures of the client are in the access log.
Response logged_problem(const Exchange& exchange, const Error& error) {
  if (problem_kind(error.code).status >= 500)
    observe::log_error("http.failure", error,
                       {{"request_id", exchange.request.id},
                        {"route", exchange.route ? exchange.route->pattern : std::string_view("none")}});
  Response response = problem_response(error, exchange.request.id);
  if (error.code == ErrorCode::kNotFound && exchange.route && exchange.route->absence_lasts.count() > 0)
    response.headers.set("Cache-Control", "public, max-age=" + std::to_string(exchange.route->absence_lasts.count()));
  return response;
}

}  // namespace

Pipeline::Pipeline(Site site) : site_(std::move(site)), router_(std::move(site_.routes)) {}

Exchange Pipeline::open(RequestHead head, Target target) const {
  RouteMatch match = router_.match(head.method, target.segments);
  Exchange exchange{.route = match.route, .allow = std::move(match.allow)};
  Request& request = exchange.request;
  request.id = choose_request_id(head.headers, site_.random);
  request.method = head.method;
  request.path = std::move(target.path);
  request.segments = std::move(target.segments);
  request.query = std::move(target.query);
  request.headers = std::move(head.headers);
  request.path_parameters = std::move(match.parameters);
  return exchange;
}

std::string Pipeline::new_request_id() const { return choose_request_id(Headers(), site_.random); }

bool Pipeline::may_be_known(const Exchange& exchange) const {
  return exchange.route && exchange.route->find_ready && !exchange.request.headers.has("X-Request-Id");
}

Response Pipeline::no_route(const Exchange& exchange) const {
  if (!exchange.allow.empty()) return method_problem(exchange.allow, exchange.request.id);
  return problem_response(Error{.code = ErrorCode::kNotFound, .message = "there is nothing here"}, exchange.request.id);
}

Result<void> Pipeline::admit(Exchange& exchange) const {
  const Route& route = *exchange.route;
  if (route.permission != access::Permission::kNone) {
    exchange.request.principal = TRY(authenticate(exchange.request.headers, site_.authenticate));
    TRY_VOID(access::require(exchange.request.principal, route.permission));
  }
  if (route.open_receiver) exchange.receiver = TRY(route.open_receiver(exchange.request));
  return {};
}

std::optional<Response> Pipeline::find_ready(const Exchange& exchange) const {
  if (!exchange.route->find_ready) return std::nullopt;
  std::optional<Response> ready = exchange.route->find_ready(exchange.request);
  if (!ready) return std::nullopt;
  return finish(exchange, std::move(*ready));
}

void Pipeline::count(const Response& response, std::int64_t bytes) const {
  if (response.retrieval && site_.count_retrieval) site_.count_retrieval(*response.retrieval, bytes);
}

Answer Pipeline::handle(Exchange& exchange) const {
  Result<Answer> answer = exchange.route->handle(exchange.request, exchange.receiver.get());
  if (!answer) return finish(exchange, std::unexpected(std::move(answer).error()));
  if (auto* response = std::get_if<Response>(&*answer)) return finish_once(exchange, std::move(*response));
  return std::move(*answer);
}

Response Pipeline::resume(const Exchange& exchange, const Pending& pending) const {
  return finish_once(exchange, pending.resume());
}

Response Pipeline::finish_once(const Exchange& exchange, Result<Response> outcome) const {
  Response response = finish(exchange, std::move(outcome));
  read_ahead(response);
  return response;
}

Response Pipeline::finish(const Exchange& exchange, Result<Response> outcome) const {
  if (!outcome) return logged_problem(exchange, outcome.error());
  Response response = with_conditions(exchange.request, std::move(*outcome));
  if (exchange.request.method == Method::kHead) return response;
  if (auto prepared = prepare_body(response); !prepared) return logged_problem(exchange, prepared.error());
  return response;
}

}  // namespace pictor::http
