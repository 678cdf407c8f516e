// Import files for tests: CWR records laid out by the standard's positions, and an ERN message.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace tributary::rights {

// A record built field by field: at(position from 1, text).
class TestRecord {
 public:
  explicit TestRecord(std::string type) : line_(std::move(type)) {}
  TestRecord& at(std::size_t position, const std::string& text) {
    if (line_.size() < position - 1 + text.size()) line_.resize(position - 1 + text.size(), ' ');
    line_.replace(position - 1, text.size(), text);
    return *this;
  }
  const std::string& line() const { return line_; }

 private:
  std::string line_;
};

// A whole CWR file; numbers, counts and trailers are filled in.
class TestCwr {
 public:
  explicit TestCwr(std::string version = "02.10", std::string created = "20260301120000")
      : version_(std::move(version)), created_(std::move(created)) {}

  TestCwr& work(const std::string& title, const std::string& number, const std::string& iswc = "",
                const std::string& type = "NWR") {
    if (type != group_) open_group(type);
    ++transaction_;
    record_ = -1;
    return add(TestRecord(type).at(20, title).at(82, number).at(96, iswc));
  }
  TestCwr& publisher(const std::string& ip, const std::string& name, const std::string& ipi = "", int chain = 1,
                     const std::string& type = "E ") {
    return add(TestRecord("SPU")
                   .at(20, fmt::format("{:02}", chain))
                   .at(22, ip)
                   .at(31, name)
                   .at(77, type)
                   .at(88, ipi)
                   .at(116, "00000"));
  }
  TestCwr& writer(const std::string& ip, const std::string& last, const std::string& first = "",
                  const std::string& ipi = "") {
    return add(TestRecord("SWR").at(20, ip).at(29, last).at(74, first).at(105, "CA").at(116, ipi).at(130, "05000"));
  }
  // Shares in hundredths of a percent.
  TestCwr& spt(const std::string& ip, int performing, const std::string& tis, char included = 'I', int mechanical = 0) {
    return add(TestRecord("SPT")
                   .at(20, ip)
                   .at(35, fmt::format("{:05}{:05}00000", performing, mechanical))
                   .at(50, std::string(1, included))
                   .at(51, tis));
  }
  TestCwr& swt(const std::string& ip, int performing, const std::string& tis, char included = 'I', int mechanical = 0) {
    return add(TestRecord("SWT")
                   .at(20, ip)
                   .at(29, fmt::format("{:05}{:05}00000", performing, mechanical))
                   .at(44, std::string(1, included))
                   .at(45, tis));
  }
  TestCwr& pwr(const std::string& publisher, const std::string& writer = "", const std::string& chain = "") {
    return add(TestRecord("PWR").at(20, publisher).at(102, writer).at(111, chain));
  }
  TestCwr& rec(const std::string& isrc, const std::string& title = "", const std::string& validity = "") {
    return add(TestRecord("REC").at(250, isrc).at(267, title).at(507, validity));
  }
  TestCwr& add(TestRecord record) {
    record.at(4, fmt::format("{:08}{:08}", transaction_, ++record_));
    return raw(record.line());
  }
  TestCwr& raw(const std::string& line) {
    lines_.push_back(line);
    return *this;
  }
  TestCwr& open_group(const std::string& type) {
    close_group();
    group_ = type;
    group_start_ = lines_.size();
    transaction_ = -1;
    return raw(fmt::format("GRH{}{:05}{}0000000001", type, ++groups_, version_));
  }
  TestCwr& close_group() {
    if (group_.empty()) return *this;
    const auto count = std::count_if(lines_.begin() + static_cast<std::ptrdiff_t>(group_start_), lines_.end(),
                                     [&](const std::string& line) { return line.starts_with(group_); });
    transactions_ += count;
    group_.clear();
    return raw(fmt::format("GRT{:05}{:08}{:08}", groups_, count, lines_.size() - group_start_ + 1));
  }

  std::string text() {
    close_group();
    std::string all = TestRecord("HDR")
                          .at(4, "PB000000199")
                          .at(15, "TEST MUSIC")
                          .at(60, "01.10" + created_ + created_.substr(0, 8))
                          .line();
    if (version_ == "02.20") all = TestRecord(all).at(102, "2.2001").line();
    all += "\r\n";
    for (const std::string& line : lines_) all += line + "\r\n";
    return all + fmt::format("TRL{:05}{:08}{:08}\r\n", groups_, transactions_, lines_.size() + 2);
  }

 private:
  std::string version_;
  std::string created_;
  std::vector<std::string> lines_;
  std::string group_;
  std::size_t group_start_ = 0;
  int groups_ = 0;
  std::ptrdiff_t transactions_ = 0;
  int transaction_ = -1;
  int record_ = -1;
};

inline std::string ern(const std::string& body, const std::string& created = "2026-03-01T12:00:00Z",
                       const std::string& version = "43") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ern:NewReleaseMessage xmlns:ern=\"http://ddex.net/xml/ern/" +
         version +
         "\">\n<MessageHeader><MessageSender><PartyId>PADPIDA2014120301U</PartyId></MessageSender>"
         "<MessageCreatedDateTime>" +
         created + "</MessageCreatedDateTime></MessageHeader>\n" + body + "\n</ern:NewReleaseMessage>\n";
}

class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tributary-rights-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(folder_); }

  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(file(name), std::ios::binary) << bytes;
    return file(name);
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace tributary::rights
