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
  line.join(Lane::kBackground, background);
  line.join(Lane::kInteractive, interactive);
  EXPECT_EQ(served(line), "ib");
}

TEST(WaitingLine, ServesOneOfTheBackgroundAfterFourInteractive) {
  WaitingLine<Customer> line(20);
  std::vector<Customer> interactive(10, Customer{"i"});
  std::vector<Customer> background(3, Customer{"b"});
  for (Customer& one : background) line.join(Lane::kBackground, one);
  for (Customer& one : interactive) line.join(Lane::kInteractive, one);
  EXPECT_EQ(served(line), "iiiibiiiibiib");
}

TEST(WaitingLine, DoesNotCountInteractiveWorkThatPassedNobody) {
  WaitingLine<Customer> line(10);
  std::vector<Customer> interactive(6, Customer{"i"});
  Customer background{"b"};
  for (int i = 0; i < 4; ++i) line.join(Lane::kInteractive, interactive[static_cast<std::size_t>(i)]);
  EXPECT_EQ(served(line), "iiii");
  line.join(Lane::kBackground, background);
  line.join(Lane::kInteractive, interactive[4]);
  EXPECT_EQ(served(line), "ib");
}

TEST(WaitingLine, ServesALaneInTheOrderOfArrival) {
  WaitingLine<Customer> line(10);
  Customer first{"1"};
  Customer second{"2"};
  line.join(Lane::kBackground, first);
  line.join(Lane::kBackground, second);
  EXPECT_EQ(served(line), "12");
}

TEST(WaitingLine, TurnsAwayWhomALaneCannotHold) {
  WaitingLine<Customer> line(1);
  Customer first;
  Customer second;
  EXPECT_TRUE(line.join(Lane::kInteractive, first));
  EXPECT_FALSE(line.join(Lane::kInteractive, second));
}

TEST(WaitingLine, KeepsAPlaceForOneLaneWhenTheOtherIsFull) {
  WaitingLine<Customer> line(1);
  Customer background;
  Customer interactive;
  EXPECT_TRUE(line.join(Lane::kBackground, background));
  EXPECT_TRUE(line.join(Lane::kInteractive, interactive));
}

TEST(WaitingLine, ForgetsWhoLeft) {
  WaitingLine<Customer> line(10);
  Customer leaving{"l"};
  Customer staying{"s"};
  line.join(Lane::kInteractive, leaving);
  line.join(Lane::kInteractive, staying);
  line.leave(leaving);
  EXPECT_EQ(served(line), "s");
}

}  // namespace
}  // namespace pictor::codec
