#include "config/settings.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/repository.h"
#include "support/temporary_folder.h"

namespace pictor::config {
namespace {

const std::string kSecret(32, 's');

/// A settings file with the given text.
class SettingsFile {
 public:
  explicit SettingsFile(std::string_view text) : path_((folder_.path() / "pictor.toml").string()) {
    std::ofstream(path_) << text;
  }
  const std::string& path() const { return path_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_;
};

Result<Settings> load_text(std::string_view toml) { return load_settings(SettingsFile(toml).path(), {}, {}); }
Result<Settings> load_flag(const std::string& key, const std::string& value) {
  return load_settings("", {}, {{key, value}});
}

/// The settings of these environment variables.
Result<RawSettings> environment(std::vector<std::string> variables) {
  std::vector<const char*> pointers;
  for (const std::string& variable : variables) pointers.push_back(variable.c_str());
  pointers.push_back(nullptr);
  return settings_from_environment(pointers.data());
}

TEST(Settings, AreTheDefaultsWithoutASource) {
  auto settings = load_settings("", {}, {});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->listen, "127.0.0.1:8080");
  EXPECT_EQ(settings->max_upload_bytes, 100 << 20);
  EXPECT_EQ(settings->max_pixels, 100'000'000);
  EXPECT_TRUE(settings->access_log);
}

TEST(Settings, LaterSourcesWin) {
  SettingsFile file("max_frames = 1\nmax_pixels = 1\nworkers = 1\n");
  auto settings = load_settings(file.path(), {{"max_frames", "2"}, {"max_pixels", "2"}}, {{"max_frames", "3"}});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->max_frames, 3);
  EXPECT_EQ(settings->max_pixels, 2);
  EXPECT_EQ(settings->workers, 1);
}

TEST(Settings, AFileHoldsStringsNumbersAndSwitches) {
  auto settings = load_text(
      "# a comment\nlisten = \"[::1]:0\"\nmax_upload_bytes = \"5MiB\"\naccess_log = false\n"
      "trash_retention = \"1d\"\nidle_timeout = 7\n");
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->listen, "[::1]:0");
  EXPECT_EQ(settings->max_upload_bytes, 5 << 20);
  EXPECT_FALSE(settings->access_log);
  EXPECT_EQ(settings->trash_retention, std::chrono::days(1));
  EXPECT_EQ(settings->idle_timeout, std::chrono::seconds(7));
}

TEST(Settings, AnUnknownKeyOfAFileIsNamed) {
  for (std::string_view toml : {"max_pixel = 1\n", "[max_pixels]\n"}) {
    auto settings = load_text(toml);
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().code, ErrorCode::kInvalidParameter);
    EXPECT_TRUE(settings.error().field.starts_with("max_pixel"));
  }
}

TEST(Settings, AFileWithAValueOfTheWrongKindIsRefused) {
  for (std::string_view value : {"1.5", "[1]", "{ a = 1 }", "1979-05-27", "\"many\"", "true"}) {
    auto settings = load_text("max_pixels = " + std::string(value) + "\n");
    ASSERT_FALSE(settings) << value;
    EXPECT_EQ(settings.error().field, "max_pixels");
  }
}

TEST(Settings, AFileThatIsNotTomlIsRefusedWithItsLine) {
  auto settings = load_text("workers = 1\nmax_pixels = = 2\n");
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().message.find("line 2"), std::string::npos) << settings.error().message;
  EXPECT_FALSE(load_text("workers = 1\nworkers = 2\n"));
  EXPECT_FALSE(load_text("workers = 99999999999999999999\n"));
}

TEST(Settings, AFileThatIsNotThereIsRefused) {
  auto settings = load_settings("/nowhere/pictor.toml", {}, {});
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().message.find("/nowhere/pictor.toml"), std::string::npos);
  EXPECT_FALSE(load_settings("/", {}, {}));
}

TEST(Settings, OutOfRangeIsRefusedWithTheRangeAndTheSourcesOwnSpelling) {
  auto flag = load_flag("workers", "257");
  ASSERT_FALSE(flag);
  EXPECT_EQ(flag.error().field, "workers");
  EXPECT_EQ(flag.error().message, "--workers must be a whole number between 0 and 256");
  auto variable = load_settings("", {{"codec_memory", "1"}}, {});
  EXPECT_EQ(variable.error().message.substr(0, 19), "PICTOR_CODEC_MEMORY");
  EXPECT_FALSE(load_flag("max_pixels", "0"));
  EXPECT_FALSE(load_flag("idle_timeout", "-1"));
}

TEST(Settings, TextsAreChecked) {
  for (const auto& [key, value] :
       std::initializer_list<std::pair<std::string, std::string>>{{"listen", "localhost"},
                                                                  {"data", ""},
                                                                  {"database", "postgresql://x"},
                                                                  {"database", "sqlite:"},
                                                                  {"blobs", "s3://"},
                                                                  {"public_url", "example.com"},
                                                                  {"public_url", "https://example.com/"},
                                                                  {"public_url", "https://example.com/?x"},
                                                                  {"log_level", "loud"},
                                                                  {"access_log", "yes"}})
    EXPECT_EQ(load_flag(key, value).error().field, key) << value;
  EXPECT_TRUE(load_flag("public_url", "https://example.com/images"));
  EXPECT_TRUE(load_flag("database", "sqlite:/tmp/x.db"));
}

TEST(Settings, AShortSecretIsRefusedAndNotTold) {
  auto settings = load_settings("", {{"jwt_secret", "hunter2"}}, {});
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message, "PICTOR_JWT_SECRET must have 32 bytes or more");
}

TEST(Settings, SecretsAreShownHiddenAndHaveNoFlag) {
  auto settings = load_settings("", {{"jwt_secret", kSecret}}, {});
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->jwt_secret, kSecret);
  for (const SettingRow& row : setting_rows()) {
    EXPECT_EQ(shown_value(*settings, row).find(kSecret), std::string::npos) << row.key;
    EXPECT_EQ(row.flag.empty(), row.secret) << row.key;
  }
}

TEST(Settings, EveryDefaultIsReadBackAsItIsShown) {
  const Settings defaults;
  for (const SettingRow& row : setting_rows()) {
    auto settings = load_flag(row.key, shown_value(defaults, row));
    ASSERT_TRUE(settings) << row.key << ": " << settings.error().message;
    EXPECT_EQ(shown_value(*settings, row), shown_value(defaults, row));
  }
}

TEST(Settings, EachRowHasItsOwnPlace) {
  std::set<std::string> keys;
  for (const SettingRow& row : setting_rows()) {
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    if (row.kind != SettingKind::kNumber) continue;
    auto settings = load_flag(row.key, "37");
    ASSERT_TRUE(settings) << row.key;
    for (const SettingRow& other : setting_rows()) {
      bool is_changed = shown_value(*settings, other) != shown_value(Settings(), other);
      EXPECT_EQ(is_changed, other.key == row.key) << row.key << " and " << other.key;
    }
  }
}

TEST(SettingsEnvironment, GivesTheSettingsAndLeavesTheRestAlone) {
  auto settings =
      environment({"PATH=/bin", "PICTOR_LISTEN=127.0.0.1:0", "PICTOR_DATABASE=sqlite:a=b", "PICTOR_BLOBS="});
  ASSERT_TRUE(settings);
  EXPECT_EQ(*settings, (RawSettings{{"listen", "127.0.0.1:0"}, {"database", "sqlite:a=b"}, {"blobs", ""}}));
}

TEST(SettingsEnvironment, AnUnknownNameIsRefused) {
  for (const std::string name : {"PICTOR_MAX_PIXEL", "PICTOR_REDIS", "PICTOR_JWKS_URL", "PICTOR_", "PICTOR_listen"}) {
    auto settings = environment({name + "=1"});
    ASSERT_FALSE(settings) << name;
    EXPECT_EQ(settings.error().field, name);
  }
}

TEST(SettingsEnvironment, NamesThatAreReadElsewhereAreNoSettings) {
  auto settings = environment({"PICTOR_CONFIG=x", "PICTOR_CORPUS=y"});
  ASSERT_TRUE(settings);
  EXPECT_TRUE(settings->empty());
}

TEST(SettingsEnvironment, RateLimitsCanOnlyBeOffWhileThereAreNone) {
  EXPECT_TRUE(environment({"PICTOR_RATE_LIMITS=off"}));
  EXPECT_FALSE(environment({"PICTOR_RATE_LIMITS=on"}));
}

TEST(SettingsPage, IsWhatTheTableSays) {
  std::ifstream page(test::repository_folder() / "docs/operations/settings.md");
  ASSERT_TRUE(page) << "run: pictor doctor --settings-markdown > docs/operations/settings.md";
  std::stringstream text;
  text << page.rdbuf();
  EXPECT_EQ(text.str(), settings_markdown());
}

}  // namespace
}  // namespace pictor::config
