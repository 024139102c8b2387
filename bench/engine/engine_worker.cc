// The engine behind a line protocol, so that a script can take turns with a peer: commands on standard input,
// tab-separated, one answer line each. CPU is that of the thread, in milliseconds, the least of the rounds.
//   source FILE                                     reads it; the commands below are about it
//   transform SIDE FORMAT QUALITY EFFORT ROUNDS OUT  -> CPU bytes width height
//   fanout ROUNDS OUT                               -> CPU bytes; the eight renditions as OUT-SIDE.FORMAT
//   reference WIDTH HEIGHT                          -> ok; full decode, linear-light Lanczos3: what `score` compares
//   with score FILE                                      -> SSIMULACRA 2.1 plain FORMAT QUALITY -> bytes score; the
//   reference's pixels by the bare library shrink PIXELS OUT                               -> ok; the source with at
//   most so many pixels, as OUT's .jpg, .png or .webp says

#include <cmath>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <sstream>

#include "image/decode/picture_source.h"
#include "image/encode/encode.h"
#include "image/metric/ssimulacra2.h"
#include "image/orient.h"
#include "image/render.h"
#include "image/render/resized_pictures.h"
#include "photos.h"
#include "plain_encoders.h"

namespace pictor::image {
namespace {

using bench::cpu_ms;
using bench::least_cpu;
using bench::must;
using bench::read_file;

constexpr int kFanoutSides[] = {150, 300, 600, 1200};

void write_file(const std::string& path, Bytes bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

Picture decode_to(Bytes file, Size size) {
  const ProbeOutcome probed = must(probe(file, Limits{}));
  const std::unique_ptr<PictureSource> source = must(open_picture(file, probed, {}));
  const ShownTarget target{{.region = {}, .size = swapped_if_turned(size, probed.orientation)}, probed.orientation};
  const ResizedPictures resized = must(ResizedPictures::from(*source, std::span(&target, 1), [](double) {}));
  const PictureView view = resized.of(0);
  Picture picture(view.width, view.height, view.channels);
  std::copy_n(view.pixels, view.size(), picture.pixels().data());
  return picture;
}

class Worker {
 public:
  std::string answer(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    std::getline(words, command, '\t');
    std::vector<std::string> arguments;
    for (std::string word; std::getline(words, word, '\t');) arguments.push_back(word);
    std::ostringstream out;
    if (command == "source") open(arguments.at(0));
    if (command == "transform") transform(arguments, out);
    if (command == "fanout") fan_out(arguments, out);
    if (command == "reference") reference_ = decode_to(file_, {std::stoi(arguments.at(0)), std::stoi(arguments.at(1))});
    if (command == "score") out << score_of(read_file(arguments.at(0)));
    if (command == "plain") plain(arguments, out);
    if (command == "shrink") shrink(arguments);
    return out.str();
  }

 private:
  void open(const std::string& path) {
    file_ = read_file(path);
    probed_ = must(probe(file_, Limits{}));
  }

  void transform(const std::vector<std::string>& a, std::ostream& out) {
    const int side = std::stoi(a.at(0));
    Plan plan;
    plan.renditions.push_back({.box_width = side,
                               .box_height = side,
                               .format = format_from(a.at(1)).value(),
                               .quality = std::stoi(a.at(2)),
                               .effort = a.at(3) == "fast" ? Effort::kFast : Effort::kSmall});
    const auto [cpu, outcome, bytes] = run(plan, std::stoi(a.at(4)));
    write_file(a.at(5), bytes);
    out << cpu << '\t' << bytes.size() << '\t' << outcome.renditions[0].width << '\t' << outcome.renditions[0].height;
  }

  void fan_out(const std::vector<std::string>& a, std::ostream& out) {
    Plan plan;
    for (const int side : kFanoutSides) {
      for (const Format format : {Format::kJpeg, Format::kWebp}) {
        plan.renditions.push_back({.box_width = side, .box_height = side, .format = format});
        if (format == Format::kWebp) plan.renditions.back().effort = Effort::kFast;  // as policy::request_effort()
      }
    }
    const auto [cpu, outcome, bytes] = run(plan, std::stoi(a.at(0)));
    for (std::size_t i = 0; i < outcome.renditions.size(); ++i) {
      const RenditionOutcome& made = outcome.renditions[i];
      const std::string name = std::to_string(plan.renditions[i].box_width) + "." + std::string(to_string(made.format));
      write_file(a.at(1) + "-" + name, Bytes(bytes).subspan(made.offset, made.bytes));
    }
    out << cpu << '\t' << bytes.size();
  }

  struct Run {
    double cpu;
    RenderOutcome outcome;
    std::vector<std::uint8_t> bytes;
  };
  Run run(const Plan& plan, int rounds) {
    Run run;
    run.cpu = least_cpu(rounds, [&] {
      run.bytes.clear();
      const auto collect = [&run](Bytes more) -> Result<void> {
        run.bytes.insert(run.bytes.end(), more.begin(), more.end());
        return {};
      };
      run.outcome = must(render(file_, plan, collect, [](double) {}));
    });
    return run;
  }

  double score_of(Bytes file) {
    const Picture decoded = decode_to(file, {reference_.width(), reference_.height()});
    return must(ssimulacra2(for_metric(reference_.view()), for_metric(decoded.view())));
  }

  void plain(const std::vector<std::string>& a, std::ostream& out) {
    const std::vector<std::uint8_t> file = a.at(0) == "jpeg" ? bench::plain_jpeg(reference_.view(), std::stoi(a.at(1)))
                                                             : bench::plain_webp(reference_.view(), std::stoi(a.at(1)));
    out << file.size() << '\t' << score_of(file);
  }

  void shrink(const std::vector<std::string>& a) {
    const double whole = static_cast<double>(probed_.facts.width) * probed_.facts.height;
    const double share = std::min(1.0, std::sqrt(std::stod(a.at(0)) / whole));
    const Picture small = decode_to(file_, {static_cast<int>(std::lround(probed_.facts.width * share)),
                                            static_cast<int>(std::lround(probed_.facts.height * share))});
    constexpr int kAsCamerasDo = 92;
    const std::string& out = a.at(1);
    write_file(out, out.ends_with(".jpg")    ? bench::plain_jpeg(small.view(), kAsCamerasDo)
                    : out.ends_with(".webp") ? bench::plain_webp(small.view(), kAsCamerasDo)
                                             : must(encode_png(small.view(), {.effort = Effort::kFast})));
  }

  std::vector<std::uint8_t> file_;
  ProbeOutcome probed_;
  Picture reference_;
};

}  // namespace
}  // namespace pictor::image

int main() {
  pictor::image::Worker worker;
  for (std::string line; std::getline(std::cin, line);) std::cout << worker.answer(line) << std::endl;
}
