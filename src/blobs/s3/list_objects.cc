#include "blobs/s3/list_objects.h"

#include <pugixml.hpp>

namespace pictor::blobs {
namespace {

constexpr int kOk = 200;

/// Calls `take` with the <ListBucketResult> of every page.
Result<void> for_each_page(S3Client& client, const std::string& prefix, const std::string& delimiter,
                           const std::function<Result<void>(const pugi::xml_node&)>& take) {
  std::string token;
  do {
    S3Call call{.key = "", .query = {{"list-type", "2"}, {"prefix", prefix}}};
    if (!delimiter.empty()) call.query.emplace_back("delimiter", delimiter);
    if (!token.empty()) call.query.emplace_back("continuation-token", token);
    const net::HttpAnswer answer = TRY(client.call(call));
    pugi::xml_document document;
    const bool parsed = static_cast<bool>(document.load_buffer(answer.body.data(), answer.body.size()));
    const pugi::xml_node page = document.child("ListBucketResult");
    if (answer.status != kOk || !parsed || !page) return s3_failure(call, answer);
    TRY_VOID(take(page));
    token = page.child("NextContinuationToken").child_value();
    if (page.child("IsTruncated").text().as_bool() == token.empty()) return s3_failure(call, answer);
  } while (!token.empty());
  return {};
}

}  // namespace

Result<void> list_objects(S3Client& client, const std::string& prefix,
                          const std::function<Result<void>(const ListedObject&)>& visitor) {
  return for_each_page(client, prefix, "", [&](const pugi::xml_node& page) -> Result<void> {
    for (const pugi::xml_node& contents : page.children("Contents")) {
      const Time modified = TRY(parse_rfc3339(contents.child("LastModified").child_value()));
      TRY_VOID(visitor({.key = contents.child("Key").child_value(),
                        .bytes = contents.child("Size").text().as_llong(),
                        .modified = modified}));
    }
    return {};
  });
}

Result<std::vector<std::string>> list_folders(S3Client& client, const std::string& prefix) {
  std::vector<std::string> folders;
  TRY_VOID(for_each_page(client, prefix, "/", [&](const pugi::xml_node& page) -> Result<void> {
    for (const pugi::xml_node& common : page.children("CommonPrefixes")) {
      std::string name = std::string(common.child("Prefix").child_value()).substr(prefix.size());
      if (name.ends_with('/')) name.pop_back();
      folders.push_back(std::move(name));
    }
    return {};
  }));
  return folders;
}

}  // namespace pictor::blobs
