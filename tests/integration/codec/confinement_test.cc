// What a codec process that was taken over tries, and what becomes of it.

#include <gmock/gmock.h>
#include <unistd.h>

#include <tuple>
#include <vector>

#include "pool_test.h"

namespace pictor::codec {
namespace {

using ::testing::HasSubstr;

struct Crime {
  const char* command;
  const char* cause;  ///< part of what the log says
};

class Confinement : public PoolTest, public ::testing::WithParamInterface<Crime> {};

TEST_P(Confinement, EndsAProcessThatMisbehavesAndServesTheNextRequest) {
  ProcessPool pool(hostile_pool());
  const std::string command = GetParam().command;
  const codec::Command crime(command);
  const auto outcome = pool.render(crime.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kUnprocessable);
  EXPECT_TRUE(is_codec_death(outcome.error())) << outcome.error().cause;
  EXPECT_THAT(outcome.error().cause, HasSubstr(GetParam().cause));
  const codec::Command next("nothing");
  EXPECT_TRUE(pool.render(next.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {}).has_value());
}

std::vector<Crime> crimes() {
  std::vector<Crime> all;
  for (const char* call : {"open", "socket", "execve", "fork", "thread", "clone-process", "clone3", "look", "ptrace",
                           "kill", "prctl", "dup", "map-executable", "make-executable", "keep-output-mapped"})
    all.push_back({call, "forbidden system call"});
  all.push_back({"exit", "exited with status 0"});
  all.push_back({"hang-up", "killed by signal 9"});
#ifndef PICTOR_SANITIZED  // sanitizers have no address-space limit and turn crashes into exits of their own
  all.push_back({"take-memory", "out of memory"});
  all.push_back({"crash", "killed by signal 11"});
  all.push_back({"abort", "aborted"});
#endif
  return all;
}

INSTANTIATE_TEST_SUITE_P(Crimes, Confinement, ::testing::ValuesIn(crimes()), [](const auto& tested) {
  std::string name = tested.param.command;
  std::erase(name, '-');
  return name;
});

PoolOptions hostile_svg_pool() {
  PoolOptions options = hostile_pool();
  options.process.inputs.add(Format::kSvg);
  return options;
}

/// Where SVG is read, threads may be started, and that is all.
class ConfinementWithThreads : public PoolTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(ConfinementWithThreads, EndsAProcessThatMisbehaves) {
  ProcessPool pool(hostile_svg_pool());
  const std::string command = GetParam();
  const codec::Command crime(command);
  const auto outcome = pool.render(crime.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_THAT(outcome.error().cause, HasSubstr("forbidden system call"));
}

INSTANTIATE_TEST_SUITE_P(Crimes, ConfinementWithThreads,
                         ::testing::Values("open", "socket", "execve", "fork", "ptrace", "kill", "prctl", "dup",
                                           "map-executable", "make-executable", "keep-output-mapped", "open-in-thread",
                                           "socket-in-thread", "execve-in-thread", "fork-in-thread", "clone-process",
                                           "clone-namespace"),
                         [](const auto& tested) {
                           std::string name = tested.param;
                           std::erase(name, '-');
                           return name;
                         });

class ThreadsOfSvg : public PoolTest {};

TEST_F(ThreadsOfSvg, RunWhereSvgIsRead) {
  ProcessPool pool(hostile_svg_pool());
  for (const char* permitted : {"thread", "clone3", "look"}) {
    const codec::Command command(permitted);
    const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
    EXPECT_TRUE(outcome.has_value()) << permitted << ": " << outcome.error().cause;
  }
}

class ConfinementReport : public PoolTest {};

TEST_F(ConfinementReport, SaysWhenNamespacesCannotBeLeft) {
  PoolOptions options = hostile_pool();
  options.process.arguments = {"codec", "no-unshare"};
  ProcessPool pool(options);
  const Result<codec::Confinement> confinement = pool.confinement();
  ASSERT_TRUE(confinement.has_value()) << confinement.error().cause;
  // Root leaves the network after it was loaded; everybody else is born outside of it or stays.
  EXPECT_EQ(confinement->network_namespace, confinement->pid_namespace && ::geteuid() != 0);
}

TEST_F(ConfinementReport, SaysWhenTheKernelHasNoLandlock) {
  PoolOptions options = hostile_pool();
  options.process.arguments = {"codec", "no-landlock"};
  ProcessPool pool(options);
  const Result<codec::Confinement> confinement = pool.confinement();
  ASSERT_TRUE(confinement.has_value()) << confinement.error().cause;
  EXPECT_EQ(confinement->landlock_abi, 0);
  EXPECT_THAT(missing_layers(*confinement), ::testing::Contains("landlock"));
}

TEST_F(ConfinementReport, ListsALayerAsMissingOrEnforcedNeverBoth) {
  ProcessPool pool(hostile_pool());
  const Result<codec::Confinement> confinement = pool.confinement();
  ASSERT_TRUE(confinement.has_value()) << confinement.error().cause;
  const std::string text = describe(*confinement);
  RecordProperty("confinement", text);
  for (std::string_view layer : missing_layers(*confinement))
    EXPECT_GT(text.find(layer), text.find("missing: ")) << text;
}

class WithoutSeccomp : public PoolTest {};

TEST_F(WithoutSeccomp, NoProcessStartsAndTheCheckSaysWhy) {
  PoolOptions options = hostile_pool();
  options.process.arguments = {"codec", "no-seccomp"};
  ProcessPool pool(options);
  const Result<void> check = pool.check();
  ASSERT_FALSE(check.has_value());
  EXPECT_EQ(check.error().code, ErrorCode::kInternal);
  EXPECT_THAT(check.error().cause, HasSubstr("seccomp"));
  const codec::Command command("nothing");
  const auto facts = pool.probe(command.input(), {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_EQ(facts.error().code, ErrorCode::kInternal);
}

class Inputs : public PoolTest {};

TEST_F(Inputs, CannotBeWrittenByTheProcessThatReadsThem) {
  ProcessPool pool(hostile_pool());
  const codec::Command command("overwrite-input");
  EXPECT_TRUE(pool.probe(command.input(), {}, soon()).has_value());
  EXPECT_EQ(command.content(), "overwrite-input");
}

TEST_F(Inputs, ShorterThanSaidAreRefusedBeforeAProcessSeesThem) {
  ProcessPool pool(hostile_pool());
  const codec::Command command("nothing");
  const auto facts = pool.probe({.fd = command.input().fd, .bytes = 100'000}, {}, soon());
  ASSERT_FALSE(facts.has_value());
  EXPECT_FALSE(is_codec_death(facts.error()));
}

class Outputs : public PoolTest {};

TEST_F(Outputs, StayAsTheyWereWhenTheReplyCame) {
  ProcessPool pool(hostile_pool());
  const codec::Command command("write-after-reply");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().cause;
  // Whatever becomes of the next request: by then the process has tried.
  const codec::Command next("nothing");
  std::ignore = pool.render(next.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  EXPECT_EQ(as_text(outcome->bytes_of(outcome->outcome.renditions.at(0))), "\xFF\xD8\xFF\xE0 as it was");
}

TEST_F(Outputs, LargerThanAllowedAreAnHonestFailure) {
  ProcessPool pool(hostile_pool());
  const codec::Command command("write-much");
  const auto outcome = pool.render(command.input(), one_rendition(), {Lane::kInteractive}, soon(), {}, {});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kUnprocessable);
  EXPECT_FALSE(is_codec_death(outcome.error()));
}

}  // namespace
}  // namespace pictor::codec
