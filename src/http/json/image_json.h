#pragma once
// The records as clients see them (contract: "The image").

#include <string>

#include "app/read_image.h"
#include "http/json/json_fwd.h"
#include "model/image.h"
#include "model/job.h"

namespace pictor::http {

/// Where the URLs in answers begin: empty for relative ones, else `https://images.example.com` without a slash.
using UrlPrefix = StrongId<struct UrlPrefixTag>;

boost::json::object image_json(const ImageDetails& details, const UrlPrefix& prefix);
boost::json::object image_page_json(const app::ImagePage& page, const UrlPrefix& prefix);
/// `{ "items": [thumbnail…] }`
boost::json::object thumbnails_json(const ImageDetails& details, const UrlPrefix& prefix);
/// The answer of convert: a rendition asked for by parameters, under `url`.
boost::json::object rendition_json(const ImageThumbnail& rendition, std::string_view url);
boost::json::object job_json(const ImageProcessingJob& job);

/// `/images/{id}` and what hangs under it; ids need no escaping.
std::string image_url(const UrlPrefix& prefix, const ImageId& id, std::string_view rest = {});

}  // namespace pictor::http
