#include "image/container/svg_walk.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <memory>
#include <string>
#include <string_view>

#include "image/container/svg_references.h"

namespace pictor::image {
namespace {

/// Illustrator declares some twenty entities, each the name of a namespace.
constexpr int kMaxEntities = 64;
constexpr std::int64_t kMaxEntityBytes = 1024;
/// What all references to entities put into the document, together.
constexpr std::int64_t kMaxExpandedBytes = 1 << 20;
constexpr int kMaxDepth = 200;  ///< libxml2 gives up at 256

/// As librsvg sets them: with other options the two could read two documents. Neither loads a DTD.
constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_BIG_LINES;

std::string_view text_of(const xmlChar* text) {
  return text != nullptr ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

struct Context {
  void operator()(xmlParserCtxt* parser) const {
    if (parser->myDoc != nullptr) ::xmlFreeDoc(parser->myDoc);
    ::xmlFreeParserCtxt(parser);
  }
};

/// One SAX2 attribute (libxml2: five pointers).
struct Attribute {
  std::string_view name;
  std::string_view space;
  std::string_view value;
};

Attribute attribute_at(const xmlChar** attributes, int index) {
  const xmlChar** at = attributes + static_cast<std::ptrdiff_t>(index) * 5;
  return {text_of(at[0]), text_of(at[2]),
          std::string_view(reinterpret_cast<const char*>(at[3]), static_cast<std::size_t>(at[4] - at[3]))};
}

/// The first complaint ends the parsing; what libxml2 calls after that is ignored.
class Walk {
 public:
  Walk(Bytes file, ContainerBudget& budget)
      : budget_(budget),
        parser_(
            ::xmlCreateMemoryParserCtxt(reinterpret_cast<const char*>(file.data()), static_cast<int>(file.size()))) {}

  Result<SvgSizeWords> run() {
    if (!parser_) return fail(ErrorCode::kCorruptImage, "the SVG is empty");
    ::xmlCtxtUseOptions(parser_.get(), kOptions);
    *parser_->sax = handlers();
    parser_->userData = this;
    ::xmlParseDocument(parser_.get());
    if (complaint_) return std::unexpected(*complaint_);
    if (parser_->wellFormed == 0) {
      return fail(ErrorCode::kCorruptImage, "the SVG is cut short or not well-formed XML",
                  parser_->lastError.message != nullptr ? parser_->lastError.message : "");
    }
    return size_;
  }

 private:
  static xmlSAXHandler handlers() {
    xmlSAXHandler sax{};
    sax.initialized = XML_SAX2_MAGIC;
    sax.startDocument = [](void* walk) { ::xmlSAX2StartDocument(self(walk).parser_.get()); };
    sax.internalSubset = [](void* walk, const xmlChar* name, const xmlChar* id, const xmlChar* system) {
      ::xmlSAX2InternalSubset(self(walk).parser_.get(), name, id, system);
    };
    sax.entityDecl = [](void* walk, const xmlChar* name, int type, const xmlChar* id, const xmlChar* system,
                        xmlChar* content) {
      self(walk).declare_entity(type, text_of(content));
      if (!self(walk).complaint_) ::xmlSAX2EntityDecl(self(walk).parser_.get(), name, type, id, system, content);
    };
    sax.unparsedEntityDecl = [](void* walk, const xmlChar*, const xmlChar*, const xmlChar*, const xmlChar*) {
      self(walk).refuse_entity();
    };
    sax.attributeDecl = [](void* walk, const xmlChar*, const xmlChar*, int, int, const xmlChar* value,
                           xmlEnumerationPtr choices) {
      ::xmlFreeEnumeration(choices);
      if (value != nullptr) self(walk).complain(fail(ErrorCode::kUnprocessable, "the SVG's DTD declares attributes"));
    };
    sax.getEntity = [](void* walk, const xmlChar* name) { return self(walk).expand_entity(name); };
    sax.startElementNs = [](void* walk, const xmlChar* name, const xmlChar*, const xmlChar* space, int, const xmlChar**,
                            int count, int, const xmlChar** attributes) {
      self(walk).begin_element(text_of(name), text_of(space), count, attributes);
    };
    sax.endElementNs = [](void* walk, const xmlChar* name, const xmlChar*, const xmlChar*) {
      self(walk).end_element(text_of(name));
    };
    const auto text = [](void* walk, const xmlChar* text, int length) {
      self(walk).add_text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
    };
    sax.characters = sax.cdataBlock = text;
    sax.processingInstruction = [](void* walk, const xmlChar*, const xmlChar* content) {
      self(walk).check_style(text_of(content));
    };
    sax.serror = [](void*, xmlErrorPtr) {};  // without one, libxml2 writes to standard error
    return sax;
  }

  static Walk& self(void* walk) { return *static_cast<Walk*>(walk); }

  void complain(std::unexpected<Error> error) {
    if (!complaint_) complaint_ = std::move(error).error();
    ::xmlStopParser(parser_.get());
  }
  void complain_if(const Result<void>& checked) {
    if (!checked) complain(std::unexpected(checked.error()));
  }
  void refuse_entity() {
    complain(fail(ErrorCode::kUnprocessable, "the SVG declares an entity that is not plain text within itself"));
  }
  void refuse_embedded() {
    complain(fail(ErrorCode::kUnprocessable,
                  "the SVG has a picture or a document embedded in it (data:), which is not read"));
  }

  /// `content` has its character references resolved: one that stands for `&` would make a reference of what follows.
  void declare_entity(int type, std::string_view content) {
    if (type != XML_INTERNAL_GENERAL_ENTITY || content.find_first_of("&<") != std::string_view::npos)
      return refuse_entity();
    if (++entities_ > kMaxEntities) {
      return complain(
          fail_limit(ErrorCode::kUnprocessable, "the SVG declares too many entities", kMaxEntities, entities_));
    }
    if (const auto bytes = static_cast<std::int64_t>(content.size()); bytes > kMaxEntityBytes)
      complain(fail_limit(ErrorCode::kUnprocessable, "the SVG declares too long an entity", kMaxEntityBytes, bytes));
  }

  xmlEntity* expand_entity(const xmlChar* name) {
    if (complaint_) return nullptr;
    xmlEntity* entity = ::xmlSAX2GetEntity(parser_.get(), name);
    if (entity == nullptr || entity->etype == XML_INTERNAL_PREDEFINED_ENTITY) return entity;
    expanded_ += entity->length;
    if (expanded_ <= kMaxExpandedBytes) return entity;
    complain(fail_limit(ErrorCode::kUnprocessable, "the SVG's entities grow too much", kMaxExpandedBytes, expanded_));
    return nullptr;
  }

  void begin_element(std::string_view name, std::string_view space, int count, const xmlChar** attributes) {
    if (complaint_) return;
    if (++depth_ > kMaxDepth) {
      return complain(
          fail_limit(ErrorCode::kUnprocessable, "the SVG's elements are nested too deep", kMaxDepth, depth_));
    }
    complain_if(budget_.take_chunk());
    const bool is_root = depth_ == 1;
    if (is_root && (name != "svg" || !(space.empty() || space == "http://www.w3.org/2000/svg")))
      return complain(fail(ErrorCode::kUnsupportedType, "the file is XML, but no SVG"));
    if (name == "style") ++styles_;
    for (int i = 0; i < count && !complaint_; ++i) take_attribute(attribute_at(attributes, i), is_root);
  }

  void take_attribute(const Attribute& attribute, bool of_root) {
    if (attribute.name == "href" && is_embedded(attribute.value)) return refuse_embedded();
    check_style(attribute.value);
    // A parser that was stopped has freed what the values lie in.
    if (complaint_ || !of_root || !attribute.space.empty()) return;
    if (attribute.name == "width") size_.width = attribute.value;
    if (attribute.name == "height") size_.height = attribute.value;
    if (attribute.name == "viewBox") size_.view_box = attribute.value;
  }

  void end_element(std::string_view name) {
    --depth_;
    if (name != "style" || --styles_ > 0) return;
    check_style(style_);
    style_.clear();
  }

  void add_text(std::string_view text) {
    if (styles_ > 0) style_ += text;  // comes in pieces
  }

  void check_style(std::string_view style) {
    if (!complaint_ && refers_to_embedded(style)) refuse_embedded();
  }

  ContainerBudget& budget_;
  std::unique_ptr<xmlParserCtxt, Context> parser_;
  std::optional<Error> complaint_;
  SvgSizeWords size_;
  std::string style_;
  int styles_ = 0;  ///< that are open
  int depth_ = 0;
  int entities_ = 0;
  std::int64_t expanded_ = 0;
};

}  // namespace

Result<SvgSizeWords> walk_svg(Bytes file, ContainerBudget& budget) { return Walk(file, budget).run(); }

}  // namespace pictor::image
