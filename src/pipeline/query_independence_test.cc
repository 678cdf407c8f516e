#include "pipeline/query_independence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::pipeline {
namespace {

using testing::HasSubstr;

TraceAnswer answer(int query, const std::string& work_id) {
  TraceAnswer answer;
  answer.query_sha256 = std::to_string(query);
  answer.composition.shares = {{"rec_" + work_id, work_id, "", "", "", 1000}};
  return answer;
}

TEST(QueryIndependence, IsTheSameWorkForNearlyAllQueries) {
  QueryIndependence batch;
  for (int query = 0; query < 9; ++query) batch.add(answer(query, "hub"));
  EXPECT_EQ(batch.warning(), "") << "nine tell too little";
  batch.add(answer(9, "other"));
  EXPECT_THAT(batch.warning(),
              HasSubstr("the tier composition answers 9 of 10 different files with the same work, hub"));
  for (int query = 10; query < 12; ++query) batch.add(answer(query, "other"));
  EXPECT_EQ(batch.warning(), "") << "9 of 12 are fewer than 80%";
}

TEST(QueryIndependence, IsNotTheSameFileAgain) {
  QueryIndependence batch;
  for (int again = 0; again < 30; ++again) batch.add(answer(1, "hub"));
  EXPECT_EQ(batch.warning(), "");
}

TEST(QueryIndependence, KeepsTheTiersApart) {
  QueryIndependence batch;
  for (int query = 0; query < 20; ++query) {
    TraceAnswer one = answer(query, "hub");
    if (query % 2 == 0) std::swap(one.recording, one.composition);
    batch.add(one);
  }
  EXPECT_EQ(batch.warning(), "");
}

TEST(QueryIndependence, IsNoWarningWhereNothingIsNamed) {
  QueryIndependence batch;
  for (int query = 0; query < 20; ++query) {
    TraceAnswer nothing;
    nothing.query_sha256 = std::to_string(query);
    batch.add(nothing);
  }
  EXPECT_EQ(batch.warning(), "");
}

}  // namespace
}  // namespace tributary::pipeline
