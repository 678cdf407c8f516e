// An adaptive binary range coder (Martin 1979): each yes or no costs as many bits as it is a surprise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tributary::lab {

// The chance, learned as it goes, that a decision of one kind is false; in 1/4096.
struct BitModel {
  std::uint16_t chance_of_false = 2048;

  void learn(bool bit) {
    if (bit)
      chance_of_false = static_cast<std::uint16_t>(chance_of_false - (chance_of_false >> 5U));
    else
      chance_of_false = static_cast<std::uint16_t>(chance_of_false + ((4096U - chance_of_false) >> 5U));
  }
};

// A range of 32 bits of which each decision keeps a part; carries ripple into the bytes already written.
class RangeEncoder {
 public:
  void put(BitModel& model, bool bit) {
    const std::uint32_t bound = (range_ >> 12U) * model.chance_of_false;
    if (bit) {
      low_ += bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    model.learn(bit);
    if ((low_ >> 32U) != 0) carry();
    for (; range_ < (1U << 24U); range_ <<= 8U) shift();
  }

  std::vector<std::byte> finish() {
    for (int i = 0; i < 4; ++i) shift();
    return std::move(bytes_);
  }

 private:
  void carry() {
    low_ &= 0xFFFFFFFFU;
    for (std::size_t i = bytes_.size(); i-- > 0;) {
      bytes_[i] = static_cast<std::byte>(std::to_integer<unsigned>(bytes_[i]) + 1U);
      if (bytes_[i] != std::byte{0}) break;
    }
  }
  void shift() {
    bytes_.push_back(static_cast<std::byte>(low_ >> 24U));
    low_ = (low_ << 8U) & 0xFFFFFFFFU;
  }

  std::vector<std::byte> bytes_;
  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xFFFFFFFFU;
};

// Past the end it reads zeros; exhausted() then tells of it.
class RangeDecoder {
 public:
  explicit RangeDecoder(std::span<const std::byte> bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) shift();
  }

  bool get(BitModel& model) {
    const std::uint32_t bound = (range_ >> 12U) * model.chance_of_false;
    const bool bit = code_ >= bound;
    if (bit) {
      code_ -= bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    model.learn(bit);
    for (; range_ < (1U << 24U); range_ <<= 8U) shift();
    return bit;
  }

  bool exhausted() const { return position_ > bytes_.size(); }
  bool at_end() const { return position_ == bytes_.size(); }

 private:
  void shift() {
    code_ = (code_ << 8U) | (position_ < bytes_.size() ? std::to_integer<std::uint32_t>(bytes_[position_]) : 0U);
    ++position_;
  }

  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
  std::uint32_t code_ = 0;
  std::uint32_t range_ = 0xFFFFFFFFU;
};

}  // namespace tributary::lab
