#pragma once

#include "http/request.h"
#include "model/ids.h"

namespace pictor::http {

/// The `{id}` of the path. Errors: kNotFound for a text that no id looks like.
inline Result<ImageId> path_image_id(const Request& request) {
  return parse_image_id(request.path_parameters.find("id")->second);
}
inline Result<JobId> path_job_id(const Request& request) {
  return parse_job_id(request.path_parameters.find("id")->second);
}

inline Result<KeyId> path_key_id(const Request& request) {
  return parse_key_id(request.path_parameters.find("id")->second);
}

}  // namespace pictor::http
