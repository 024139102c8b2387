#include "image/gain_map/xmp.h"

#include <charconv>
#include <pugixml.hpp>
#include <string>
#include <system_error>

#include "image/container/byte_writer.h"

namespace pictor::image {
namespace {

constexpr std::string_view kNamespace = "http://ns.adobe.com/hdr-gain-map/1.0/";

/// An element's or attribute's name without the prefix of its namespace.
std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

/// A number that is all of `text` but the space around it.
std::optional<double> number_in(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The prefix, with its colon, that stands for kNamespace at an element; empty where none does.
std::string prefix_at(pugi::xml_node element) {
  for (; element; element = element.parent()) {
    for (const pugi::xml_attribute& attribute : element.attributes()) {
      const std::string_view name = attribute.name();
      if (name.starts_with("xmlns:") && attribute.value() == kNamespace) return std::string(local_name(name)) + ':';
    }
  }
  return {};
}

/// What one rdf:Description says of a gain map.
class Properties {
 public:
  explicit Properties(const pugi::xml_node& description) : description_(description), prefix_(prefix_at(description)) {}

  /// Of an attribute, or of an element without a list; empty where there is neither.
  std::string_view text(const char* name) const {
    if (prefix_.empty()) return {};
    const std::string qualified = prefix_ + name;
    const pugi::xml_attribute attribute = description_.attribute(qualified.c_str());
    return attribute ? attribute.value() : description_.child_value(qualified.c_str());
  }

  /// Leaves `into` as it is where nothing is said. False where what is said is no number.
  bool read(const char* name, double& into) const {
    const std::string_view said = text(name);
    if (said.empty()) return true;
    const std::optional<double> value = number_in(said);
    if (value) into = *value;
    return value.has_value();
  }

  /// The same for a value that channels may have each.
  bool read(const char* name, double GainMapChannel::* member, GainMapParameters& into) const {
    const pugi::xml_node list = list_in(name);
    if (!list) {
      double value = into.channels[0].*member;
      const bool is_number = read(name, value);
      for (GainMapChannel& channel : into.channels) channel.*member = value;
      return is_number;
    }
    std::size_t count = 0;
    for (const pugi::xml_node& item : list.children()) {
      const std::optional<double> value = number_in(item.child_value());
      if (!value || count == into.channels.size()) return false;
      for (std::size_t i = count; i < into.channels.size(); ++i) into.channels[i].*member = *value;
      ++count;
    }
    return count == 1 || count == into.channels.size();
  }

  bool has(const char* name) const { return !text(name).empty() || list_in(name); }

 private:
  /// The rdf:Seq of an element.
  pugi::xml_node list_in(const char* name) const {
    const pugi::xml_node element = description_.child((prefix_ + name).c_str());
    return element.find_child([](const pugi::xml_node& node) { return local_name(node.name()) == "Seq"; });
  }

  pugi::xml_node description_;
  std::string prefix_;
};

std::optional<GainMapParameters> parameters_of(const Properties& properties) {
  if (!properties.text("Version").starts_with("1.")) return std::nullopt;
  const std::string_view base_is_hdr = properties.text("BaseRenditionIsHDR");
  if (!base_is_hdr.empty() && base_is_hdr != "False") return std::nullopt;
  if (!properties.has("GainMapMax") || !properties.has("HDRCapacityMax")) return std::nullopt;
  GainMapParameters parameters;
  const bool all_read = properties.read("GainMapMin", &GainMapChannel::min, parameters) &&
                        properties.read("GainMapMax", &GainMapChannel::max, parameters) &&
                        properties.read("Gamma", &GainMapChannel::gamma, parameters) &&
                        properties.read("OffsetSDR", &GainMapChannel::offset_sdr, parameters) &&
                        properties.read("OffsetHDR", &GainMapChannel::offset_hdr, parameters) &&
                        properties.read("HDRCapacityMin", parameters.capacity_min) &&
                        properties.read("HDRCapacityMax", parameters.capacity_max);
  if (!all_read || !is_sane(parameters)) return std::nullopt;
  return parameters;
}

/// The shortest decimal that is read as the same number; XMP's Real has no exponent (XMP part 1, section 8.2.1.4).
std::string decimal(double value) {
  constexpr std::size_t kLongest = 350;  // the smallest numbers begin behind 320 zeros
  std::array<char, kLongest> text{};
  char* const end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

/// ` hdrgm:Name="value"`.
std::string attribute(const char* name, double value) {
  return std::string(" hdrgm:") + name + "=\"" + decimal(value) + '"';
}

/// A list of three.
std::string element(const char* name, const GainMapParameters& parameters, double GainMapChannel::* member) {
  const std::string tag = std::string("hdrgm:") + name;
  std::string xml = '<' + tag + "><rdf:Seq>";
  for (const GainMapChannel& channel : parameters.channels) {
    xml += "<rdf:li>" + decimal(channel.*member) + "</rdf:li>";
  }
  return xml + "</rdf:Seq></" + tag + '>';
}

/// The payload with one rdf:Description, of further attributes (with a space before each) and elements.
std::vector<std::uint8_t> packet(const std::string& attributes, const std::string& elements) {
  std::vector<std::uint8_t> out;
  append_text(out, kXmp);
  append_text(
      out, R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">)"
           R"(<rdf:Description rdf:about="" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0")");
  append_text(out, attributes + (elements.empty() ? "/>" : '>' + elements + "</rdf:Description>"));
  append_text(out, "</rdf:RDF></x:xmpmeta>");
  return out;
}

}  // namespace

std::optional<GainMapParameters> parse_gain_map_xmp(Bytes packet) {
  pugi::xml_document document;
  if (!document.load_buffer(packet.data(), packet.size())) return std::nullopt;
  // rdf:RDF is the root, or in x:xmpmeta.
  const auto is_rdf = [](const pugi::xml_node& node) { return local_name(node.name()) == "RDF"; };
  pugi::xml_node rdf = document.find_child(is_rdf);
  if (!rdf) rdf = document.document_element().find_child(is_rdf);
  for (const pugi::xml_node& description : rdf.children()) {
    if (const auto parameters = parameters_of(Properties(description))) return parameters;
  }
  return std::nullopt;
}

std::vector<std::uint8_t> gain_map_xmp(const GainMapParameters& parameters) {
  const std::array<std::pair<const char*, double GainMapChannel::*>, 5> of_channels = {
      {{"GainMapMin", &GainMapChannel::min},
       {"GainMapMax", &GainMapChannel::max},
       {"Gamma", &GainMapChannel::gamma},
       {"OffsetSDR", &GainMapChannel::offset_sdr},
       {"OffsetHDR", &GainMapChannel::offset_hdr}}};
  std::string attributes;
  std::string elements;
  const bool per_channel = parameters.is_per_channel();
  for (const auto& [name, member] : of_channels) {
    if (per_channel) {
      elements += element(name, parameters, member);
    } else {
      attributes += attribute(name, parameters.channels[0].*member);
    }
  }
  attributes += attribute("HDRCapacityMin", parameters.capacity_min);
  attributes += attribute("HDRCapacityMax", parameters.capacity_max);
  attributes += R"( hdrgm:BaseRenditionIsHDR="False")";
  return packet(attributes, elements);
}

std::vector<std::uint8_t> gain_map_directory_xmp(std::size_t map_bytes) {
  const auto item = [](const std::string& semantic, const std::string& more) {
    return R"(<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic=")" + semantic +
           R"(" Item:Mime="image/jpeg")" + more + "/></rdf:li>";
  };
  return packet(R"( xmlns:Container="http://ns.google.com/photos/1.0/container/")"
                R"( xmlns:Item="http://ns.google.com/photos/1.0/container/item/")",
                "<Container:Directory><rdf:Seq>" + item("Primary", "") +
                    item("GainMap", " Item:Length=\"" + std::to_string(map_bytes) + '"') +
                    "</rdf:Seq></Container:Directory>");
}

}  // namespace pictor::image
