#include "http/handlers/upload_form.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/characters.h"

namespace pictor::http {
namespace {

constexpr std::string_view kFilePart = "file";
constexpr std::array kFieldParts = {std::string_view("name"),       std::string_view("tags"),
                                    std::string_view("album"),      std::string_view("visibility"),
                                    std::string_view("expires_at"), std::string_view("metadata")};
constexpr std::size_t kMaxField = 64 << 10;      ///< bytes
constexpr std::int64_t kFormOverhead = 1 << 20;  ///< bytes around the file that a form may have
constexpr std::size_t kJudgedHead = 64;          ///< bytes of the file by which its type is judged

std::unexpected<Error> too_large(const ApiScope& scope, std::int64_t actual) {
  return fail_limit(ErrorCode::kTooLarge, "the file is too large", scope.deps.limits.max_upload_bytes, actual);
}

std::int64_t announced_length(const Request& request) {
  std::int64_t length = 0;
  std::string_view text = request.headers.find("Content-Length").value_or("0");
  std::from_chars(text.data(), text.data() + text.size(), length);  // digits alone: parse_request_head()
  return length;
}

std::vector<std::string> split_tags(std::string_view text) {
  std::vector<std::string> tags;
  while (!text.empty())
    if (std::string_view tag = trimmed(take_until(text, ',')); !tag.empty()) tags.emplace_back(tag);
  return tags;
}

}  // namespace

Result<std::unique_ptr<UploadForm>> UploadForm::open(const ApiScope& scope, const Request& request) {
  std::string boundary = TRY(multipart_boundary(request.headers.find("Content-Type").value_or("")));
  std::int64_t length = announced_length(request);
  if (length > scope.deps.limits.max_upload_bytes + kFormOverhead) return too_large(scope, length);
  blobs::StagedFile file = TRY(scope.deps.staging.create());
  return std::unique_ptr<UploadForm>(new UploadForm(scope, boundary, std::move(file)));
}

UploadForm::UploadForm(const ApiScope& scope, std::string_view boundary, blobs::StagedFile file)
    : scope_(scope), parser_(boundary, MultipartLimits{}, *this), file_(std::move(file)) {}

Result<void> UploadForm::receive(Bytes bytes) { return parser_.feed(bytes); }

Result<void> UploadForm::begin_part(PartHead head) {
  part_ = std::move(head.name);
  if (part_ == kFilePart) {
    if (std::exchange(has_file_, true)) return fail_parameter("file", "file is given twice");
    file_name_ = std::move(head.file_name).value_or("");
    return {};
  }
  std::string shown = is_utf8(part_) ? part_.substr(0, 64) : "?";
  if (std::ranges::find(kFieldParts, part_) == kFieldParts.end())
    return fail_parameter(shown, "the form has an unknown field");
  if (!fields_.emplace(part_, "").second) return fail_parameter(shown, shown + " is given twice");
  return {};
}

Result<void> UploadForm::part_bytes(Bytes bytes) {
  if (part_ == kFilePart) return file_bytes(bytes);
  std::string& field = fields_.find(part_)->second;
  if (field.size() + bytes.size() > kMaxField) return fail_parameter(part_, part_ + " is too long");
  field += as_text(bytes);
  return {};
}

Result<void> UploadForm::file_bytes(Bytes bytes) {
  std::int64_t size = file_.size() + static_cast<std::int64_t>(bytes.size());
  if (size > scope_.deps.limits.max_upload_bytes) return too_large(scope_, size);
  if (!judged_) {
    file_head_ += as_text(bytes.first(std::min(bytes.size(), kJudgedHead - file_head_.size())));
    if (file_head_.size() == kJudgedHead) {
      judged_ = true;
      TRY_VOID(app::judge_head(as_bytes(file_head_), scope_.deps.limits.image.inputs));
    }
  }
  return file_.write(bytes);
}

Result<void> UploadForm::end_part() {
  if (part_ != kFilePart) {
    if (!is_utf8(fields_.find(part_)->second)) return fail_parameter(part_, part_ + " must be UTF-8");
    return {};
  }
  file_.finish();
  return judged_ ? Result<void>() : app::judge_head(as_bytes(file_head_), scope_.deps.limits.image.inputs);
}

Result<UploadForm::Filled> UploadForm::take() {
  TRY_VOID(parser_.finish());
  if (!has_file_) return fail(ErrorCode::kMissingFile, "the form has no part named file");
  app::UploadRequest request = TRY(read_fields());
  return Filled{.request = std::move(request), .file = std::move(file_)};
}

Result<app::UploadRequest> UploadForm::read_fields() {
  auto field = [this](std::string_view name) -> std::optional<std::string> {
    auto found = fields_.find(name);
    if (found == fields_.end() || found->second.empty()) return std::nullopt;  // an empty input of a web form
    return found->second;
  };
  app::UploadRequest request;
  request.name = field("name").value_or(file_name_);
  request.tags = split_tags(field("tags").value_or(""));
  request.album = field("album");
  request.metadata = field("metadata").value_or("");
  if (auto visibility = field("visibility")) {
    auto known = visibility_from(*visibility);
    if (!known) return fail_parameter("visibility", "visibility must be private or public");
    request.visibility = *known;
  }
  if (auto expiry = field("expires_at")) {
    auto time = parse_rfc3339(*expiry);
    if (!time) return fail_parameter("expires_at", "expires_at must be a time of RFC 3339");
    request.expires_at = *time;
  }
  return request;
}

}  // namespace pictor::http
