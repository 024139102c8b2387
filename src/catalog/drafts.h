#pragma once

#include <optional>
#include <vector>

#include "model/draft.h"
#include "sql/database.h"

namespace pictor::catalog {

/// Errors: kConflict when the id is taken, kNotFound when there is no such tenant.
Result<void> insert_draft(sql::Session& session, const Draft& draft);
/// Completed ones too: callers look at `completed_at`.
Result<std::optional<Draft>> find_draft(sql::Session& session, const TenantId& tenant, const ImageId& id);
/// Whether the tenant has any, completed or not.
Result<bool> has_drafts(sql::Session& session, const TenantId& tenant);
/// Those of the tenant that are not completed.
Result<std::int64_t> count_open_drafts(sql::Session& session, const TenantId& tenant);
/// Errors: kNotFound when there is none that is open.
Result<void> complete_draft(sql::Session& session, const TenantId& tenant, const ImageId& id, Time now);
/// Forgets a draft; one that is not there is no error.
Result<void> remove_draft(sql::Session& session, const TenantId& tenant, const ImageId& id);

/// For the sweeper, over all tenants: drafts whose form ended before `before`, completed or not.
Result<std::vector<Draft>> find_ended_drafts(sql::Session& session, Time before, int limit);

}  // namespace pictor::catalog
