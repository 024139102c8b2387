#include "cli/command.h"

#include <cstdio>

namespace pictor::cli {

ExitCode report(const Error& error) {
  std::string sentence = "pictor: " + error.message;
  if (!error.cause.empty()) sentence += " (" + error.cause + ")";
  std::fprintf(stderr, "%s\n", sentence.c_str());
  return error.code == ErrorCode::kInvalidParameter ? ExitCode::kUsage : ExitCode::kFailed;
}

ExitCode finish(const Result<ExitCode>& outcome) { return outcome ? *outcome : report(outcome.error()); }

}  // namespace pictor::cli
