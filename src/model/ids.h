#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "model/strong_id.h"

namespace pictor {

using TenantId = StrongId<struct TenantIdTag>;    ///< `[a-z0-9][a-z0-9-]{0,62}`
using ImageId = StrongId<struct ImageIdTag>;      ///< `img_` + 26 base-32 letters, sorts by creation time
using JobId = StrongId<struct JobIdTag>;          ///< `job_` + 26 base-32 letters
using SubjectId = StrongId<struct SubjectIdTag>;  ///< who acts: the `sub` of a token, 1..255 bytes
using KeyId = StrongId<struct KeyIdTag>;          ///< of a signing key: 1..16 of `a-z 0-9`, unique in its tenant
using Sha256Hex = StrongId<struct Sha256HexTag>;  ///< 64 lower-case hex digits
/// First 16 hex digits of the original's SHA-256: names one state of an image's bytes, so that caches stay right.
using VersionId = StrongId<struct VersionIdTag>;

Result<TenantId> parse_tenant_id(std::string_view text);    ///< Errors: kInvalidParameter.
Result<ImageId> parse_image_id(std::string_view text);      ///< Errors: kNotFound: an id of another form names nothing.
Result<JobId> parse_job_id(std::string_view text);          ///< Errors: kNotFound.
Result<KeyId> parse_key_id(std::string_view text);          ///< Errors: kNotFound.
Result<SubjectId> parse_subject_id(std::string_view text);  ///< Errors: kInvalidParameter.

ImageId new_image_id(Time now, RandomSource& random);
JobId new_job_id(Time now, RandomSource& random);
KeyId new_key_id(RandomSource& random);
VersionId version_of(const Sha256Hex& sha256);

}  // namespace pictor
