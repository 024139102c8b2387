#include "app/presets.h"

#include "catalog/presets.h"
#include "cdn/purge.h"
#include "policy/presets.h"

namespace pictor::app {
namespace {

NamedTransform named(const policy::Preset& preset) {
  return {.pinned = {preset.name, preset.version},
          .built_in = true,
          .transform = {.width = preset.longest_side, .height = preset.longest_side, .fit = Fit::kInside}};
}

}  // namespace

Result<NamedTransform> find_named_transform(sql::Session& session, const TenantId& tenant,
                                            const delivery::PresetReference& preset) {
  const auto nothing = [] { return fail(ErrorCode::kNotFound, "no such preset"); };
  if (const auto built_in = policy::find_preset(preset.name)) {
    if (preset.version.value_or(built_in->version) != built_in->version) return nothing();
    return named(*built_in);
  }
  const auto defined = TRY(catalog::find_preset(session, tenant, preset.name, preset.version));
  if (!defined) return nothing();
  return NamedTransform{.pinned = {defined->name, defined->version},
                        .transform = TRY(delivery::transform_from(std::string_view(defined->transform)))};
}

Result<PresetDefinition> define_preset(sql::Session& session, const cdn::Outbox& edge, const TenantId& tenant,
                                       const std::string& name, std::string_view transform, Time now) {
  if (!delivery::is_preset_name(name))
    return fail_parameter("name",
                          "a preset is named by 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit");
  if (policy::find_preset(name)) return fail(ErrorCode::kConflict, "the preset " + name + " is built in");
  const delivery::Transform read = TRY(delivery::transform_from(transform));
  TRY_VOID(delivery::check_hints(read));
  const auto before = TRY(catalog::find_preset(session, tenant, name, std::nullopt));
  PresetDefinition made = TRY(catalog::put_preset(session, tenant, name, delivery::to_text(read), now));
  // URLs that name no version gave the last one.
  if (before && before->version != made.version)
    TRY_VOID(edge.add(session, cdn::purge_preset({name, before->version}), now));
  return made;
}

Result<void> remove_preset(sql::Session& session, const cdn::Outbox& edge, const TenantId& tenant,
                           const std::string& name, Time now) {
  const auto newest = TRY(catalog::find_preset(session, tenant, name, std::nullopt));
  if (!newest) return fail(ErrorCode::kNotFound, "no such preset");
  for (int version = 1; version <= newest->version; ++version)
    TRY_VOID(edge.add(session, cdn::purge_preset({name, version}), now));
  return catalog::remove_preset(session, tenant, name, now);
}

}  // namespace pictor::app
