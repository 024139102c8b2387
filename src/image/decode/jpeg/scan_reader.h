#pragma once

#include <vector>

#include "image/decode/jpeg/coefficient_store.h"
#include "image/decode/jpeg/scan_header.h"

namespace pictor::image::jpeg {

/// Where a scan's bits are and how they are divided.
struct ScanData {
  Bytes from;                ///< the file from the scan's first entropy-coded byte on
  int restart_interval = 0;  ///< MCUs; 0: none
};

/// Reads one of a file's several scans (T.81 annexes F and G), as libjpeg-turbo would: false where it would not, or
/// where something is so odd that no encoder writes it. `stores`, one a component of the frame, then mean nothing.
bool read_scan(const ScanHeader& scan, const ScanData& data, const Frame& frame, HuffmanSlots& tables,
               std::vector<CoefficientStore>& stores);

}  // namespace pictor::image::jpeg
