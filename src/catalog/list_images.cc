#include "catalog/image_details.h"
#include "catalog/images.h"
#include "catalog/list_cursor.h"
#include "catalog/rows.h"

namespace pictor::catalog {
namespace {

constexpr int kMaxLimit = 200;
/// SQLite refuses patterns over 50,000 bytes; names are far shorter.
constexpr std::size_t kMaxSearchBytes = 1024;

/// A statement and its parameters, grown together.
struct Statement {
  std::string text;
  std::vector<sql::Value> parameters;

  void add(std::string_view part) { text.append(part); }
  void add(std::string_view part, sql::Value parameter) {
    text.append(part);
    parameters.push_back(std::move(parameter));
  }
};

/// A LIKE pattern for texts that contain `text`, to be used with ESCAPE '\'.
std::string containing(std::string_view text) {
  std::string pattern = "%";
  for (char letter : text) {
    if (letter == '%' || letter == '_' || letter == '\\') pattern += '\\';
    pattern += letter;
  }
  return pattern + '%';
}

std::string_view column_of(ListSort sort) {
  switch (sort) {
    case ListSort::kName:
      return "name";
    case ListSort::kBytes:
      return "bytes";
    case ListSort::kCreatedAt:
      break;
  }
  return "created_at";
}

void add_filters(Statement& statement, const ListQuery& query) {
  // Literal, not a parameter: so the partial indexes of each order are found.
  statement.add(query.deleted ? " AND deleted_at IS NOT NULL" : " AND deleted_at IS NULL");
  if (!query.text.empty()) statement.add(" AND lower(name) LIKE lower(:text) ESCAPE '\\'", containing(query.text));
  if (!query.tag.empty())
    statement.add(" AND id IN (SELECT image FROM image_tags WHERE tenant = :tenant AND tag = :tag)", query.tag);
  if (query.album) statement.add(" AND album = :album", *query.album);
  if (query.format) statement.add(" AND format = :format", std::string(to_string(*query.format)));
  if (query.status) statement.add(" AND status = :status", std::string(to_string(*query.status)));
  if (query.owner) statement.add(" AND owner = :owner", query.owner->str());
}

Result<void> add_position(Statement& statement, const TenantId& tenant, const ListQuery& query) {
  if (query.cursor.empty()) return {};
  ListPosition position = TRY(read_cursor(tenant, query));
  statement.add(" AND (");
  statement.add(column_of(query.sort));
  statement.add(query.order == ListOrder::kDescending ? ", id) < (" : ", id) > (");
  statement.add(":key", std::move(position.key));
  statement.add(", :id)", std::move(position.id));
  return {};
}

void add_order(Statement& statement, const ListQuery& query) {
  const std::string_view direction = query.order == ListOrder::kDescending ? " DESC" : " ASC";
  for (std::string_view part :
       {std::string_view(" ORDER BY "), column_of(query.sort), direction, std::string_view(", id"), direction})
    statement.add(part);
}

Result<Statement> statement_for(const TenantId& tenant, const ListQuery& query) {
  Statement statement;
  statement.add("SELECT ");
  statement.add(kImageColumns);
  statement.add(" FROM images WHERE tenant = :tenant", tenant.str());
  add_filters(statement, query);
  TRY_VOID(add_position(statement, tenant, query));
  add_order(statement, query);
  statement.add(" LIMIT :limit", std::int64_t{query.limit} + 1);  // one more tells whether a page follows
  return statement;
}

Result<void> check(const ListQuery& query) {
  if (query.limit < 1 || query.limit > kMaxLimit) return fail_parameter("limit", "limit is 1 to 200");
  if (query.text.size() > kMaxSearchBytes) return fail_parameter("q", "q is at most 1024 bytes");
  return {};
}

}  // namespace

Result<ImagePage> list_images(sql::Session& session, const TenantId& tenant, const ListQuery& query) {
  TRY_VOID(check(query));
  const Statement statement = TRY(statement_for(tenant, query));
  const auto rows = TRY(session.query(statement.text, statement.parameters));
  const std::size_t shown = std::min(rows.size(), static_cast<std::size_t>(query.limit));
  std::vector<Image> images;
  images.reserve(shown);
  for (const sql::Row& row : std::span(rows).first(shown)) {
    sql::CellReader cells(row);
    images.push_back(TRY(read_image(cells)));
  }
  ImagePage page;
  if (rows.size() > shown) {
    const Image& last = images.back();
    page.next_cursor = write_cursor(tenant, query, {.key = sort_key(query, last), .id = last.id.str()});
  }
  page.items = TRY(with_details(session, tenant, std::move(images)));
  return page;
}

}  // namespace pictor::catalog
