#include "codec/pool/waiting_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pictor::codec {
namespace {

struct Customer {
  std::string name;
};

std::string served(WaitingLine<Customer>& line) {
  std::string names;
  while (const Customer* next = line.next()) names += next->name;
  return names;
}

TEST(WaitingLine, ServesInteractiveWorkFirst) {
  WaitingLine<Customer> line(10);
  Customer background{"b"};
  Customer interactive{"i"};
  line.join({Lane::kIngest}, background);
  line.join({Lane::kInteractive}, interactive);
  EXPECT_EQ(served(line), "ib");
}

TEST(WaitingLine, ServesOneOfTheBackgroundAfterFourInteractive) {
  WaitingLine<Customer> line(20);
  std::vector<Customer> interactive(10, Customer{"i"});
  std::vector<Customer> background(3, Customer{"b"});
  for (Customer& one : background) line.join({Lane::kIngest}, one);
  for (Customer& one : interactive) line.join({Lane::kInteractive}, one);
  EXPECT_EQ(served(line), "iiiibiiiibiib");
}

TEST(WaitingLine, DoesNotCountInteractiveWorkThatPassedNobody) {
  WaitingLine<Customer> line(10);
  std::vector<Customer> interactive(6, Customer{"i"});
  Customer background{"b"};
  for (int i = 0; i < 4; ++i) line.join({Lane::kInteractive}, interactive[static_cast<std::size_t>(i)]);
  EXPECT_EQ(served(line), "iiii");
  line.join({Lane::kIngest}, background);
  line.join({Lane::kInteractive}, interactive[4]);
  EXPECT_EQ(served(line), "ib");
}

TEST(WaitingLine, ServesALaneInTheOrderOfArrival) {
  WaitingLine<Customer> line(10);
  Customer first{"1"};
  Customer second{"2"};
  line.join({Lane::kIngest}, first);
  line.join({Lane::kIngest}, second);
  EXPECT_EQ(served(line), "12");
}

TEST(WaitingLine, TurnsAwayWhomALaneCannotHold) {
  WaitingLine<Customer> line(1);
  Customer first;
  Customer second;
  EXPECT_TRUE(line.join({Lane::kInteractive}, first));
  EXPECT_FALSE(line.join({Lane::kInteractive}, second));
}

TEST(WaitingLine, KeepsAPlaceForOneLaneWhenTheOtherIsFull) {
  WaitingLine<Customer> line(1);
  Customer background;
  Customer interactive;
  EXPECT_TRUE(line.join({Lane::kIngest}, background));
  EXPECT_TRUE(line.join({Lane::kInteractive}, interactive));
}

TEST(WaitingLine, ServesTenantsInTurnsHoweverManyRequestsOneHas) {
  WaitingLine<Customer> line(100);
  std::vector<Customer> many(6, Customer{"m"});
  std::vector<Customer> few(2, Customer{"f"});
  for (Customer& one : many) line.join({Lane::kInteractive, "many", std::chrono::milliseconds(10)}, one);
  for (Customer& one : few) line.join({Lane::kInteractive, "few", std::chrono::milliseconds(10)}, one);
  EXPECT_EQ(served(line), "mfmfmmmm");
}

TEST(WaitingLine, SharesByWorkAndNotByRequests) {
  WaitingLine<Customer> line(100);
  std::vector<Customer> heavy(2, Customer{"h"});
  std::vector<Customer> light(6, Customer{"l"});
  for (Customer& one : heavy) line.join({Lane::kInteractive, "heavy", std::chrono::milliseconds(30)}, one);
  for (Customer& one : light) line.join({Lane::kInteractive, "light", std::chrono::milliseconds(10)}, one);
  EXPECT_EQ(served(line), "hlllhlll");
}

TEST(WaitingLine, DoesNotMakeATenantPayForWhenNobodyElseWaited) {
  WaitingLine<Customer> line(100);
  std::vector<Customer> first(3, Customer{"a"});
  for (Customer& one : first) line.join({Lane::kInteractive, "a", std::chrono::milliseconds(1'000)}, one);
  served(line);
  Customer again{"a"};
  Customer other{"b"};
  line.join({Lane::kInteractive, "a", std::chrono::milliseconds(10)}, again);
  line.join({Lane::kInteractive, "b", std::chrono::milliseconds(10)}, other);
  EXPECT_EQ(served(line), "ab");
}

TEST(WaitingLine, KnowsTheWorkThatComesBeforeARequest) {
  WaitingLine<Customer> line(100);
  Customer one;
  Customer two;
  Customer three;
  line.join({Lane::kInteractive, "a", std::chrono::milliseconds(100)}, one);
  line.join({Lane::kIngest, "a", std::chrono::milliseconds(20)}, two);
  line.join({Lane::kInteractive, "a", std::chrono::milliseconds(50)}, three);
  EXPECT_EQ(line.work_before({Lane::kInteractive, "a"}).count(), 150);
  EXPECT_EQ(line.work_before({Lane::kInteractive, "b"}).count(), 100) << "another tenant's second request waits";
  EXPECT_EQ(line.work_before({Lane::kIngest, "b"}).count(), 170);
}

TEST(WaitingLine, ForgetsWhoLeft) {
  WaitingLine<Customer> line(10);
  Customer leaving{"l"};
  Customer staying{"s"};
  line.join({Lane::kInteractive}, leaving);
  line.join({Lane::kInteractive}, staying);
  line.leave(leaving);
  EXPECT_EQ(served(line), "s");
}

}  // namespace
}  // namespace pictor::codec
