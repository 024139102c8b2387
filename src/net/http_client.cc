#include "net/http_client.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pictor::net {
namespace {

/// Batches kept with their connections; more are made when more threads ask at once.
constexpr std::size_t kMaxIdle = 64;
constexpr int kPollMilliseconds = 1'000;

void start_libcurl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) std::abort();  // out of memory at the start
}

long milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::max<long>(1, left.count());
}

/// One request under way and what has come back of it.
class Exchange {
 public:
  explicit Exchange(const HttpRequest& request)
      : request_(request), size_(request.body_fd >= 0 ? request.body_bytes : std::ssize(request.body)) {}
  ~Exchange() { curl_slist_free_all(headers_); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void configure(CURL* easy, const HttpClientOptions& options, Deadline deadline) {
    easy_ = easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds_until(deadline));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout.count()));
    configure_body();
    // libcurl would add these: an Expect that delays every upload, and a type that would have to be signed.
    for (const char* unwanted : {"Expect:", "Content-Type:", "Accept:"}) append_header(unwanted);
    for (const HttpHeader& header : request_.headers) append_header((header.name + ": " + header.value).c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  }

  Result<HttpAnswer> finish(CURLcode code) {
    if (code == CURLE_OPERATION_TIMEDOUT) {
      return fail(ErrorCode::kDeadlineExceeded, "another server did not answer in time", describe(code));
    }
    if (code != CURLE_OK) return fail(ErrorCode::kInternal, "another server could not be asked", describe(code));
    return std::move(answer_);
  }

 private:
  void configure_body() {
    if (request_.method == "HEAD") {
      curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    } else if (request_.method != "GET") {
      curl_easy_setopt(easy_, CURLOPT_UPLOAD, 1L);
      curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
      curl_easy_setopt(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size_));
      curl_easy_setopt(easy_, CURLOPT_READFUNCTION, &Exchange::on_read);
      curl_easy_setopt(easy_, CURLOPT_READDATA, this);
      curl_easy_setopt(easy_, CURLOPT_SEEKFUNCTION, &Exchange::on_seek);
      curl_easy_setopt(easy_, CURLOPT_SEEKDATA, this);
    }
  }

  void append_header(const char* line) { headers_ = curl_slist_append(headers_, line); }

  std::string describe(CURLcode code) const {
    return request_.method + " " + request_.url.substr(0, request_.url.find('?')) + ": " + curl_easy_strerror(code);
  }

  static std::size_t on_read(char* to, std::size_t unit, std::size_t count, void* exchange) {
    return static_cast<Exchange*>(exchange)->read({reinterpret_cast<std::uint8_t*>(to), unit * count});
  }

  std::size_t read(std::span<std::uint8_t> to) {
    const std::size_t part = std::min<std::size_t>(to.size(), static_cast<std::size_t>(size_ - sent_));
    if (part == 0) return 0;
    if (request_.body_fd < 0) {
      std::memcpy(to.data(), request_.body.data() + sent_, part);
      sent_ += static_cast<std::int64_t>(part);
      return part;
    }
    const ssize_t n = ::pread(request_.body_fd, to.data(), part, request_.body_offset + sent_);
    if (n <= 0) return CURL_READFUNC_ABORT;
    sent_ += n;
    return static_cast<std::size_t>(n);
  }

  /// libcurl sends the body again when a kept connection turns out to be dead.
  static int on_seek(void* exchange, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Exchange*>(exchange)->sent_ = offset;
    return CURL_SEEKFUNC_OK;
  }

  static std::size_t on_header(char* line, std::size_t unit, std::size_t count, void* exchange) {
    static_cast<Exchange*>(exchange)->take_header({line, unit * count});
    return unit * count;
  }

  void take_header(std::string_view line) {
    if (line.starts_with("HTTP/")) {  // a status line: what came before was a 1xx answer
      answer_ = {};
      curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status_);
      answer_.status = static_cast<int>(status_);
      return;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    std::string_view value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && static_cast<unsigned char>(value.back()) <= ' ') value.remove_suffix(1);
    answer_.headers.push_back({std::move(name), std::string(value)});
  }

  static std::size_t on_body(char* bytes, std::size_t unit, std::size_t count, void* exchange) {
    return static_cast<Exchange*>(exchange)->take_body({reinterpret_cast<std::uint8_t*>(bytes), unit * count});
  }

  /// Fewer bytes than given end the exchange with an error.
  std::size_t take_body(Bytes bytes) {
    const bool to_file = request_.answer_fd >= 0 && answer_.status / 100 == 2;
    if (to_file) {
      const ssize_t n = ::write(request_.answer_fd, bytes.data(), bytes.size());
      return n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    if (std::ssize(answer_.body) + std::ssize(bytes) > request_.max_answer_bytes) return 0;
    answer_.body.insert(answer_.body.end(), bytes.begin(), bytes.end());
    return bytes.size();
  }

  const HttpRequest& request_;
  std::int64_t size_;
  std::int64_t sent_ = 0;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  long status_ = 0;
  HttpAnswer answer_;
};

}  // namespace

std::string_view HttpAnswer::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &HttpHeader::name);
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

/// A multi handle, which holds connections, with the easy handles that were used in it.
class HttpClient::Batch {
 public:
  explicit Batch(int connections) : multi_(curl_multi_init()) {
    if (multi_ == nullptr) std::abort();
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(connections));
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(connections));
  }
  ~Batch() {
    for (CURL* easy : easies_) curl_easy_cleanup(easy);
    curl_multi_cleanup(multi_);
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  std::vector<Result<HttpAnswer>> run(std::span<const HttpRequest> requests, const HttpClientOptions& options,
                                      Deadline deadline) {
    std::vector<std::unique_ptr<Exchange>> exchanges;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (i == easies_.size()) easies_.push_back(curl_easy_init());
      curl_easy_reset(easies_[i]);
      exchanges.push_back(std::make_unique<Exchange>(requests[i]));
      exchanges.back()->configure(easies_[i], options, deadline);
      curl_multi_add_handle(multi_, easies_[i]);
    }
    const std::vector<CURLcode> codes = perform(requests.size());
    std::vector<Result<HttpAnswer>> answers;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      curl_multi_remove_handle(multi_, easies_[i]);
      answers.push_back(exchanges[i]->finish(codes[i]));
    }
    return answers;
  }

 private:
  /// Every exchange has a timeout of its own, so this ends.
  std::vector<CURLcode> perform(std::size_t count) {
    std::vector<CURLcode> codes(count, CURLE_OK);
    for (int running = 1; running > 0;) {
      if (curl_multi_perform(multi_, &running) != CURLM_OK) std::abort();  // a handle that is none
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, kPollMilliseconds, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      const auto at = std::ranges::find(easies_, message->easy_handle) - easies_.begin();
      codes[static_cast<std::size_t>(at)] = message->data.result;
    }
    return codes;
  }

  CURLM* multi_;
  std::vector<CURL*> easies_;
};

HttpClient::HttpClient(const HttpClientOptions& options) : options_(options) { start_libcurl(); }
HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Batch> HttpClient::take() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<Batch>(options_.connections);
  std::unique_ptr<Batch> batch = std::move(idle_.back());
  idle_.pop_back();
  return batch;
}

void HttpClient::give_back(std::unique_ptr<Batch> batch) {
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(batch));
}

std::vector<Result<HttpAnswer>> HttpClient::send_all(std::span<const HttpRequest> requests, Deadline deadline) {
  std::unique_ptr<Batch> batch = take();
  std::vector<Result<HttpAnswer>> answers = batch->run(requests, options_, deadline);
  give_back(std::move(batch));
  return answers;
}

Result<HttpAnswer> HttpClient::send(const HttpRequest& request, Deadline deadline) {
  return std::move(send_all({&request, 1}, deadline).front());
}

}  // namespace pictor::net
