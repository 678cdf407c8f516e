// What was read last, kept while there is room.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace tributary::pipeline {

// Values by name; thread safe. `cost` is of whatever unit `cost_max` is.
template <typename Value>
class RecentCache {
 public:
  explicit RecentCache(std::size_t cost_max) : cost_max_(cost_max) {}

  // Null where the value is not kept.
  std::shared_ptr<const Value> find(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(name);
    if (place == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, place->second);
    return entries_.front().value;
  }

  // Where two threads keep the same, the second copy is dropped.
  void keep(const std::string& name, std::shared_ptr<const Value> value, std::size_t cost) {
    const std::lock_guard lock(mutex_);
    if (places_.contains(name)) return;
    kept_ += cost;
    entries_.push_front({name, std::move(value), cost});
    places_[name] = entries_.begin();
    while (kept_ > cost_max_ && entries_.size() > 1) {
      kept_ -= entries_.back().cost;
      places_.erase(entries_.back().name);
      entries_.pop_back();
    }
  }

 private:
  struct Entry {
    std::string name;
    std::shared_ptr<const Value> value;
    std::size_t cost = 0;
  };

  std::size_t cost_max_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::map<std::string, typename std::list<Entry>::iterator> places_;
  std::size_t kept_ = 0;
};

}  // namespace tributary::pipeline
