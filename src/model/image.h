#pragma once
// The records of the catalog: what Pictor knows about an image and everything made from it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/format.h"
#include "model/ids.h"

namespace pictor {

enum class ImageStatus { kProcessing, kReady, kFailed };
enum class Visibility { kPrivate, kPublic };

std::string_view to_string(ImageStatus status);
std::string_view to_string(Visibility visibility);
std::optional<ImageStatus> image_status_from(std::string_view text);
std::optional<Visibility> visibility_from(std::string_view text);

/// What the header says of the pixels. `width` and `height` are after EXIF orientation, in pixels.
struct ImageFacts {
  Format format = Format::kJpeg;
  int width = 0;
  int height = 0;
  int frames = 1;
  bool has_alpha = false;
  bool operator==(const ImageFacts&) const = default;
};

/// What is drawn while an image loads.
struct Placeholder {
  std::string thumbhash;  ///< raw bytes (evanw.github.io/thumbhash), at most 25
  std::string color;      ///< `#rrggbb`, the dominant colour
  bool operator==(const Placeholder&) const = default;
};

/// Where the eye should stay when an image is cropped; 0..1 from the left and the top.
struct FocalPoint {
  double x = 0.5;
  double y = 0.5;
  bool operator==(const FocalPoint&) const = default;
};

/// An uploaded image. The bytes are in the blob store under its tenant and `sha256`.
struct Image {
  ImageId id;
  TenantId tenant;
  SubjectId owner;
  std::string name;  ///< file name as the client gave it, for display only
  ImageStatus status = ImageStatus::kProcessing;
  std::string error_code;     ///< why processing failed (an ErrorCode's spelling); empty unless kFailed
  std::string error_message;  ///< the same for people
  ImageFacts facts;
  std::int64_t bytes = 0;  ///< of the original
  Sha256Hex sha256;        ///< of the original
  VersionId version;
  Visibility visibility = Visibility::kPrivate;
  std::vector<std::string> tags;
  std::optional<std::string> album;
  std::string metadata = "{}";  ///< the client's own JSON object, as text
  std::optional<FocalPoint> focus;
  std::optional<Placeholder> placeholder;
  Time created_at{};
  Time updated_at{};
  std::optional<Time> expires_at;
  std::optional<Time> deleted_at;  ///< when it went to the trash
};

/// A picture made from an image: the blob is named by the image, its version and `spec`.
struct ImageThumbnail {
  std::string preset;  ///< `small`; empty for a rendition asked for by parameters
  std::string spec;    ///< canonical hash of the request that made it, see policy/presets.h
  Format format = Format::kJpeg;
  int width = 0;
  int height = 0;
  int frames = 1;
  int quality = 0;  ///< 1..100; 0 for lossless
  std::int64_t bytes = 0;
};

/// The optimized version of an image, and what was tried on the way to it.
struct ImageOptimization {
  std::string spec;
  Format format = Format::kWebp;
  int width = 0;
  int height = 0;
  int frames = 1;
  int quality = 0;
  std::int64_t bytes = 0;
  std::int64_t original_bytes = 0;
  double score = 0;        ///< of the chosen encoding by the metric named in `metric`
  std::string metric;      ///< name of the perceptual metric, `ssimulacra2`
  std::string candidates;  ///< JSON array of what was tried: format, quality, score, bytes if written, sample: true if
                           ///< of a part of the picture
  bool stripped_copy = false;  ///< nothing smaller was found: the original bytes, less their metadata, are served
};

/// An image with everything that hangs on it, as the API shows it.
struct ImageDetails {
  Image image;
  std::vector<ImageThumbnail> thumbnails;  ///< of the presets, in the order of the presets
  std::optional<ImageOptimization> optimization;
};

}  // namespace pictor
