#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/upload_image.h"
#include "http/handlers/api_scope.h"
#include "http/multipart.h"
#include "http/route.h"

namespace pictor::http {

/// The form of an upload while it arrives: the file goes straight to quarantine, hashed on the way, the fields are kept
/// as texts. The file is refused as soon as its head is of no known type or it passes the cap.
class UploadForm final : public BodyReceiver, private PartSink {
 public:
  /// Errors: kInvalidRequest (no form), kTooLarge when Content-Length says so, kStorageUnavailable.
  static Result<std::unique_ptr<UploadForm>> open(const ApiScope& scope, const Request& request);

  /// Errors: kInvalidRequest, kInvalidParameter, kTooLarge, kUnsupportedType, kStorageUnavailable.
  Result<void> receive(Bytes bytes) override;

  struct Filled {
    app::UploadRequest request;  ///< but for the idempotency key
    blobs::StagedFile file;      ///< finished
  };
  /// What has arrived; called once, after the whole body. Errors: kInvalidRequest, kMissingFile, kInvalidParameter.
  Result<Filled> take();

 private:
  UploadForm(const ApiScope& scope, std::string_view boundary, blobs::StagedFile file);
  Result<void> begin_part(PartHead head) override;
  Result<void> part_bytes(Bytes bytes) override;
  Result<void> end_part() override;
  Result<void> file_bytes(Bytes bytes);
  Result<app::UploadRequest> read_fields();

  const ApiScope& scope_;
  MultipartParser parser_;
  blobs::StagedFile file_;
  std::string file_name_;
  std::string file_head_;  ///< first bytes of the file, until they were judged
  bool has_file_ = false;
  bool judged_ = false;
  std::string part_;  ///< name of the part that arrives
  std::map<std::string, std::string, std::less<>> fields_;
};

}  // namespace pictor::http
